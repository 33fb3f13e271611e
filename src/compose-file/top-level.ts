import { isObject } from '../common/fields.js';
import { volumeOptions } from './mount-options.js';
import { externalName } from './volumes.js';
import { below, isAbsent, type ParseWarning, warning } from './parsed.js';

/** One warning for everything at the top of a file that no template takes along; `version` and `x-…` say nothing. */
export function warnOfTopLevel(file: Record<string, unknown>, mounted: ReadonlySet<string>): ParseWarning[] {
  return Object.entries(file).flatMap(([key, value]) => {
    const where = below('', key);
    if (SILENT_KEYS.includes(key) || key.startsWith('x-') || isAbsent(value)) return [];
    if (!DECLARING_KEYS.includes(key))
      return [warning('top-level-dropped', where, `${key} of a file does not belong to any template; left out`)];
    if (!isObject(value)) return [warning('shape-invalid', where, 'must be a map; left out')];
    return key === 'volumes' ? warnOfVolumes(value, where, mounted) : warnOfConfigs(value, where);
  });
}

const SILENT_KEYS = ['services', 'version'];
const DECLARING_KEYS = ['volumes', 'configs'];

/** How a volume is made is kept with its mounts; a name of its own would be shared by every copy of the stack. */
function warnOfVolumes(volumes: Record<string, unknown>, where: string, mounted: ReadonlySet<string>): ParseWarning[] {
  return Object.entries(volumes).flatMap(([name, volume]) => {
    const place = below(where, name);
    if (isAbsent(volume)) return [];
    if (!isObject(volume)) return [warning('shape-invalid', place, 'must be a map; left out')];
    const is_own = externalName(name, volumes) === undefined;
    const kept = is_own ? ['external', 'driver', 'driver_opts', 'labels'] : ['external', 'name'];
    const dropped = Object.keys(volume)
      .filter((option) => !kept.includes(option) && !isAbsent(volume[option]))
      .map((option) => warning('volume-option-dropped', below(place, option), `${option} of a volume is not kept`));
    if (!is_own) return dropped;
    const { value: options, warnings } = volumeOptions(volume, place);
    const unused = warning('volume-unused', place, 'is mounted by no service, so how it is made is not kept');
    return [...warnings, ...(Object.keys(options).length > 0 && !mounted.has(name) ? [unused] : []), ...dropped];
  });
}

/** A config is kept where a service uses its text; one that comes from elsewhere has none. */
function warnOfConfigs(configs: Record<string, unknown>, where: string): ParseWarning[] {
  return Object.entries(configs)
    .filter(([, config]) => !isObject(config) || isAbsent(config.content))
    .map(([name]) => warning('top-level-dropped', below(where, name), 'has no content in this file; left out'));
}
