import { isObject } from '../../common/fields.js';
import { below, isAbsent, type Parsed, type ParseWarning, warning } from './parsed.js';
import { scalarText } from './scalars.js';
import { type Mount, unescapePaths } from './short-mount.js';

const TYPES: Readonly<Record<string, Mount['volume_type']>> = { volume: 'named', bind: 'bind', tmpfs: 'tmpfs' };
const KEPT_KEYS = ['type', 'source', 'target', 'read_only'];

/** The long syntax of a mount. Types that are neither volume, bind nor tmpfs are left out, other keys dropped. */
export function readLongMount(item: Record<string, unknown>, where: string): Parsed<Mount | undefined> {
  const type = scalarText(item.type ?? 'volume') ?? '';
  const volume_type = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (!volume_type) return leftOut('volume-type-unsupported', where, 'must be of type volume, bind or tmpfs');
  const source = scalarText(item.source ?? '');
  const target = scalarText(item.target);
  if (source === undefined || target === undefined || (volume_type === 'bind' && source === ''))
    return leftOut('volume-invalid', where, `must have a target${volume_type === 'bind' ? ' and a source' : ''}`);
  const read_only = scalarText(item.read_only) === 'true';
  const { value, warnings } = unescapePaths({ source: volume_type === 'tmpfs' ? '' : source, target }, where);
  return {
    value: { volume_type, ...value, read_only, where },
    warnings: [...warnOfLostKeys(item, where), ...warnings],
  };
}

function leftOut(code: string, where: string, message: string): Parsed<undefined> {
  return { value: undefined, warnings: [warning(code, where, `${message}; left out`)] };
}

/** One warning per option, e.g. for `bind.propagation` or `tmpfs.size`. */
function warnOfLostKeys(item: Record<string, unknown>, where: string): ParseWarning[] {
  return Object.entries(item)
    .filter(([key, value]) => !KEPT_KEYS.includes(key) && !isAbsent(value))
    .flatMap(([key, value]) => (isObject(value) ? Object.keys(value).map((option) => [key, option]) : [[key]]))
    .map((path) =>
      warning('mount-option-dropped', below(where, ...path), `the mount option ${path.join('.')} is not kept`),
    );
}
