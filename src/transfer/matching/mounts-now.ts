import { canonicalJson } from '../../common/canonical-json.js';
import type { EffectiveInstance } from '../../effective/effective.service.js';
import {
  OPTIONS_OF_VOLUME,
  optionsInEffect,
  picked,
  VOLUME_OPTION_NAMES,
  type VolumeOptions,
} from '../../facets/volume-options.js';
import type { VolumeSpec } from '../../facets/volumes.js';
import { namedVolume, nameVolumes } from '../../model/volume-names.js';
import { type KeyedMount, volumesMade } from '../../model/volumes-made.js';
import { currentItems } from './current-items.js';

/** What is mounted at a path now, the key under which a render names its volume, and how it says that it is made. */
export interface MountNow extends KeyedMount {
  made: VolumeOptions;
}

/** What an instance mounts now, by the path in the container. */
export type MountsNow = ReadonlyMap<string, MountNow>;

/** What the instances of a stack mount now, by their names. Keys depend on all of them, what is rendered on the enabled ones. Pure. */
export function mountsNow(instances: readonly EffectiveInstance[]): Map<string, MountsNow> {
  const ordered = instances.toSorted((a, b) => a.id - b.id);
  const key = nameVolumes(
    ordered.flatMap(({ instance_id, volumes }) => volumes.flatMap((item) => namedVolume(instance_id, item) ?? [])),
  );
  const keyed = ordered.map((config) => {
    const named = config.volumes.map((item) => namedVolume(config.instance_id, item));
    const mounts = currentItems(config).volumes.map((spec, index): KeyedMount => {
      const volume = named[index];
      return { ...spec, volume_name: volume ? key(volume) : null };
    });
    return { ...config, mounts };
  });
  const made = volumesMade(keyed.filter(({ enabled }) => enabled).flatMap(({ mounts }) => mounts));
  return new Map(
    keyed.map(({ instance_id, mounts }) => [
      instance_id,
      new Map(mounts.map((mount) => [mount.target, { ...mount, made: made.get(mount.volume_name ?? '') ?? {} }])),
    ]),
  );
}

/** Whether a file mounts what is mounted there now: the same volume, whoever names it, or the same folder or memory. */
export function isStill(volume: VolumeSpec, there: MountNow): boolean {
  if (volume.volume_type !== there.volume_type || volume.is_external !== isOutside(there)) return false;
  return volume.source === sourceInFile(there);
}

/** The mount as it is stored now, with what the file changes of it. What the file cannot say of it stays. */
export function asItIs(volume: VolumeSpec, there: MountNow): VolumeSpec {
  const { source, is_external } = there;
  const mounted = VOLUME_OPTION_NAMES.filter((name) => !OPTIONS_OF_VOLUME.includes(name));
  const effective = optionsInEffect(there);
  const unsaid = VOLUME_OPTION_NAMES.filter((name) => effective[name] === undefined);
  const said = picked(volume.options, OPTIONS_OF_VOLUME);
  const same = canonicalJson(said) === canonicalJson(there.made);
  const making = same ? picked(effective, OPTIONS_OF_VOLUME) : said;
  const options = { ...picked(there.options, unsaid), ...picked(volume.options, mounted), ...making };
  return { ...volume, source, is_external, options };
}

/** Only a named volume comes from outside, whatever else says so. */
function isOutside({ is_external, volume_name }: MountNow): boolean {
  return is_external && volume_name !== null;
}

/** What a render names: the key of a volume of the stack, the real name of one from outside, a path. Memory has none. */
function sourceInFile(there: MountNow): string {
  if (there.volume_type === 'tmpfs') return '';
  return there.volume_name === null || there.is_external ? there.source : there.volume_name;
}
