import { isObject } from '../common/fields.js';
import { suits, VOLUME_OPTIONS, type VolumeOptionName, type VolumeOptions } from '../facets/volume-options.js';
import { canonicalFileMode } from '../facets/values.js';
import { booleanOf, bytesOf, pairsOf } from './option-values.js';
import { below, isAbsent, joined, type Parsed, type ParseWarning, warning } from './parsed.js';
import { unescapeDollars } from './interpolation.js';
import { fileModeText, scalarText } from './scalars.js';

/** An option as it stands in the file. */
interface Said {
  name: VolumeOptionName;
  value: unknown;
  where: string;
  /** What the file calls it. */
  label: string;
}

const PROPAGATION = ['rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'];
const CONSISTENCY = ['consistent', 'cached', 'delegated'];

/** The words behind a mount in the short syntax, beside `ro` and `rw`. */
export function shortOptions(words: readonly string[], volume_type: string, where: string): Parsed<VolumeOptions> {
  return keep(
    words.map((word) => ({ ...optionOfWord(word), where, label: word })),
    volume_type,
  );
}

function optionOfWord(word: string): { name?: VolumeOptionName; value?: unknown } {
  if (word === 'z' || word === 'Z') return { name: 'selinux', value: word };
  if (word === 'nocopy') return { name: 'nocopy', value: true };
  if (PROPAGATION.includes(word)) return { name: 'propagation', value: word };
  return CONSISTENCY.includes(word) ? { name: 'consistency', value: word } : {};
}

/** The words behind an item of `tmpfs`: a size, a mode, and flags of the file system. */
export function tmpfsOptions(words: readonly string[], where: string): Parsed<VolumeOptions> {
  const size = words.find((word) => word.startsWith('size='));
  const mode = words.find((word) => word.startsWith('mode='));
  const flags = words.filter((word) => word !== size && word !== mode);
  return keep(
    [
      ...(size === undefined ? [] : [{ name: 'size', value: bytesOf(size.slice(5)), where, label: 'size' } as const]),
      ...(mode === undefined ? [] : [{ name: 'mode', value: modeText(mode.slice(5)), where, label: 'mode' } as const]),
      ...(flags.length === 0
        ? []
        : [{ name: 'flags', value: flags.join(','), where, label: flags.join(',') } as const]),
    ],
    'tmpfs',
  );
}

const READ_KEYS = ['type', 'source', 'target', 'read_only'];

/** Where the long syntax of a mount says what; an option whose value is the default says nothing. */
const LONG: Readonly<Record<string, (value: unknown) => { name: VolumeOptionName; value: unknown }>> = {
  consistency: (value) => ({ name: 'consistency', value }),
  'bind.propagation': (value) => ({ name: 'propagation', value }),
  'bind.recursive': (value) => ({ name: 'recursive', value }),
  'bind.selinux': (value) => ({ name: 'selinux', value }),
  'bind.create_host_path': (value) => ({ name: 'create_host_path', value: flag(value, true) }),
  'volume.nocopy': (value) => ({ name: 'nocopy', value: flag(value, false) }),
  'volume.subpath': (value) => ({ name: 'subpath', value: textOf(value) }),
  'tmpfs.size': (value) => ({ name: 'size', value: bytesOf(value) ?? null }),
  'tmpfs.mode': (value) => ({ name: 'mode', value: modeText(fileModeText(value)) }),
};

/** The options of a mount in the long syntax; a key that is none is named. */
export function longOptions(item: Record<string, unknown>, volume_type: string, where: string): Parsed<VolumeOptions> {
  const places = Object.entries(item)
    .filter(([key, value]) => !READ_KEYS.includes(key) && !isAbsent(value))
    .flatMap(([key, value]): [string[], unknown][] =>
      isObject(value) ? Object.entries(value).map(([option, part]) => [[key, option], part]) : [[[key], value]],
    );
  const said = places.map(([path, value]) => {
    const label = path.join('.');
    const read = Object.hasOwn(LONG, label) ? LONG[label] : undefined;
    return {
      ...read?.(value),
      where: below(where, ...path),
      label,
      is_default: read?.(value).value === undefined && read !== undefined,
    };
  });
  return keep(
    said.filter(({ is_default }) => !is_default),
    volume_type,
  );
}

/** How a named volume is made, as the top of the file says. */
export function volumeOptions(volume: unknown, where: string): Parsed<VolumeOptions> {
  if (!isObject(volume)) return { value: {}, warnings: [] };
  const driver_opts = textsAt(volume.driver_opts, below(where, 'driver_opts'));
  const labels = textsAt(volume.labels, below(where, 'labels'));
  const plain = volume.driver === 'local' && Object.keys(driver_opts.value).length === 0;
  const said = [
    { name: 'driver', value: plain ? '' : textOf(volume.driver), label: 'driver' } as const,
    { name: 'driver_opts', value: driver_opts.value, label: 'driver_opts' } as const,
    { name: 'labels', value: labels.value, label: 'labels' } as const,
  ].filter(({ value }) => value !== undefined && Object.keys(Object(value)).length > 0);
  const kept = keep(
    said.map((option) => ({ ...option, where: below(where, option.name) })),
    'named',
  );
  return { value: kept.value, warnings: [...driver_opts.warnings, ...labels.warnings, ...kept.warnings] };
}

function textsAt(value: unknown, where: string): Parsed<Record<string, string>> {
  if (isAbsent(value)) return { value: {}, warnings: [] };
  const pairs = pairsOf(value);
  if (!pairs) return { value: {}, warnings: [warning('shape-invalid', where, 'must be a map of texts; left out')] };
  const texts = joined(pairs.map(([, text]) => unescapeDollars(text ?? '', where)));
  return {
    value: Object.fromEntries(pairs.map(([key], index) => [key, texts.value[index] ?? ''])),
    warnings: texts.warnings.slice(0, 1),
  };
}

/** The options that are known, mean something here and have a value that is taken; all others are named. */
function keep(
  said: readonly (Partial<Said> & Pick<Said, 'where' | 'label'>)[],
  volume_type: string,
): Parsed<VolumeOptions> {
  const kept: [VolumeOptionName, unknown][] = [];
  const warnings: ParseWarning[] = [];
  for (const { name, value, where, label } of said) {
    if (name && suits(name, volume_type) && VOLUME_OPTIONS[name].test(value)) kept.push([name, value]);
    else warnings.push(warning('mount-option-dropped', where, `the mount option ${label} is not kept`));
  }
  return { value: Object.fromEntries(kept), warnings };
}

/** undefined where it is the default anyway. */
function flag(value: unknown, fallback: boolean): unknown {
  const said = booleanOf(value) ?? value;
  return said === fallback ? undefined : said;
}

function textOf(value: unknown): string | undefined {
  return scalarText(value)?.replaceAll('$$', '$');
}

function modeText(value: unknown): unknown {
  return typeof value === 'string' ? canonicalFileMode(value) : value;
}
