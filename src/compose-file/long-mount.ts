import { longOptions } from './mount-options.js';
import { type Parsed, warning } from './parsed.js';
import { scalarText } from './scalars.js';
import { type Mount, unescapePaths } from './short-mount.js';

const TYPES: Readonly<Record<string, Mount['volume_type']>> = { volume: 'named', bind: 'bind', tmpfs: 'tmpfs' };

/** The long syntax of a mount. Types that are neither volume, bind nor tmpfs are left out. */
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
  const options = longOptions(item, volume_type, where);
  return {
    value: { volume_type, ...value, read_only, options: options.value, where },
    warnings: [...options.warnings, ...warnings],
  };
}

function leftOut(code: string, where: string, message: string): Parsed<undefined> {
  return { value: undefined, warnings: [warning(code, where, `${message}; left out`)] };
}
