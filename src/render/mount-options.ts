import {
  OPTIONS_OF_VOLUME,
  optionsInEffect,
  VOLUME_OPTION_NAMES,
  type VolumeOptionName,
  type VolumeOptions,
} from '../facets/volume-options.js';
import { volumesMade } from '../model/volumes-made.js';
import { canonicalJson } from '../common/canonical-json.js';
import { escapeDollars } from './dollars.js';
import { filled, loss, type PartLoss } from './loss.js';
import type { Loss, ResolvedInstance, ResolvedVolume } from './resolved.js';

/** The options that a target has no word for, and those that mean nothing where they stand. */
export function optionLosses(
  volume: ResolvedVolume,
  where: string,
  reasons: Partial<Record<VolumeOptionName, string>> = {},
): PartLoss[] {
  const effective = optionsInEffect(volume);
  return VOLUME_OPTION_NAMES.filter((name) => volume.options[name] !== undefined).flatMap((name) => {
    const place = `${where}/options/${name}`;
    if (effective[name] === undefined)
      return [loss('mount-option-unused', place, 'means nothing for such a mount; left out')];
    const reason = reasons[name];
    return reason === undefined ? [] : [loss('mount-option-unsupported', place, `${reason}; left out`)];
  });
}

/** Where one volume would be made in two ways: the first one counts. */
export function volumeConflicts(instances: readonly ResolvedInstance[]): Loss[] {
  const made = volumesMade(instances.flatMap(({ volumes }) => volumes));
  return instances.flatMap(({ instance_id, volumes }) =>
    volumes.flatMap((volume, index): Loss[] => {
      const first = made.get(volume.volume_name ?? '');
      const differs = OPTIONS_OF_VOLUME.some((name) => {
        const said = optionsInEffect(volume)[name];
        return said !== undefined && canonicalJson(said) !== canonicalJson(first?.[name]);
      });
      const message = 'another mount of this volume says otherwise how it is made, and comes first';
      const where = `/volumes/${index}/options`;
      return differs ? [{ instance_id, where, code: 'volume-option-overruled', message }] : [];
    }),
  );
}

/** How a volume is made, every text as it is. */
export function renderMade({ driver, driver_opts = {}, labels = {} }: VolumeOptions): object {
  const escaped = (map: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(map)
        .toSorted()
        .map(([key, value]) => [key, escapeDollars(value)]),
    );
  return filled({
    driver: driver === undefined ? undefined : escapeDollars(driver),
    driver_opts: escaped(driver_opts),
    labels: escaped(labels),
  });
}
