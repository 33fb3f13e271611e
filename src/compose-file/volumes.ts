import { isObject } from '../common/fields.js';
import { volumes, type VolumeSpec } from '../facets/volumes.js';
import { isVolumeName, validKey } from '../model/volume-names.js';
import { type Candidate, type ParsedItems, parseItems } from './items.js';
import { readLongMount } from './long-mount.js';
import { volumeOptions } from './mount-options.js';
import { hasVariable, unescapeDollars } from './interpolation.js';
import { below, isAbsent, joined, own, type Parsed, warning } from './parsed.js';
import { type Mount, readShortMount, readTmpfs } from './short-mount.js';
import { scalarText } from './scalars.js';

type MountReader = (item: unknown, where: string) => Parsed<Mount | undefined>;

/** The mounts of a service: its `volumes` and its `tmpfs`. `declared` is the top-level `volumes` of the file. */
export function parseVolumes(
  service: { volumes?: unknown; tmpfs?: unknown },
  where: string,
  declared: Record<string, unknown>,
): ParsedItems<VolumeSpec> {
  const tmpfs = typeof service.tmpfs === 'string' ? [service.tmpfs] : service.tmpfs;
  const mounts = [
    readList(service.volumes, below(where, 'volumes'), readMount),
    readList(tmpfs, below(where, 'tmpfs'), readTmpfsItem),
  ];
  const candidates = joined(mounts.flatMap(({ value }) => value).map((mount) => candidate(mount, declared)));
  const items = parseItems(volumes, candidates.value);
  return { ...items, warnings: [...joined(mounts).warnings, ...candidates.warnings, ...items.warnings] };
}

/**
 * The name under which an external volume really exists; undefined for a volume of the stack's own. Docker knows no such
 * name with a dollar, so one in it can only be a variable, and stays as it is written.
 */
export function externalName(key: string, declared: Record<string, unknown>): string | undefined {
  const volume = own(declared, key);
  if (!isObject(volume) || isAbsent(volume.external) || volume.external === false) return undefined;
  const legacy = isObject(volume.external) ? volume.external.name : undefined;
  return unescapeNames(scalarText(volume.name) ?? scalarText(legacy) ?? key);
}

/** Of a name that has no variable, `$$` is a single `$`. */
function unescapeNames(text: string): string {
  return hasVariable(text) ? text : unescapeDollars(text, '').value;
}

function readList(value: unknown, where: string, read: MountReader): Parsed<Mount[]> {
  if (isAbsent(value)) return { value: [], warnings: [] };
  if (!Array.isArray(value))
    return { value: [], warnings: [warning('shape-invalid', where, 'must be a list; left out')] };
  const { value: mounts, warnings } = joined(value.map((item, index) => read(item, below(where, index))));
  return { value: mounts.filter((mount) => mount !== undefined), warnings };
}

function readMount(item: unknown, where: string): Parsed<Mount | undefined> {
  return isObject(item) ? readLongMount(item, where) : readShortMount(scalarText(item) ?? '', where);
}

function readTmpfsItem(item: unknown, where: string): Parsed<Mount | undefined> {
  return readTmpfs(scalarText(item) ?? '', where);
}

/** A named volume with what the top of the file says of it; of one from outside only what it is called there. */
function candidate({ where, ...mount }: Mount, declared: Record<string, unknown>): Parsed<Candidate> {
  if (mount.volume_type !== 'named') return { value: { where, input: mount }, warnings: [] };
  const name = externalName(mount.source, declared);
  if (name !== undefined)
    return { value: { where, input: { ...mount, source: name, is_external: true } }, warnings: [] };
  const made = volumeOptions(own(declared, mount.source), '').value;
  const { value: source, warnings } = volumeName(mount.source, where);
  return { value: { where, input: { ...mount, source, options: { ...mount.options, ...made } } }, warnings };
}

/** A name that Docker takes for a volume: that of the file, or the nearest. What a variable makes of it is not known. */
function volumeName(source: string, where: string): Parsed<string> {
  if (source === '' || source.includes('$') || isVolumeName(source)) return { value: source, warnings: [] };
  const name = validKey(source);
  const message = `mounts what is no name of a volume; the volume is called ${name}`;
  return { value: name, warnings: [warning('volume-name-changed', where, message)] };
}
