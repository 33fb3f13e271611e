import { splitOutsideVariables, unescapeDollars } from './interpolation.js';
import type { VolumeOptions, VolumeType } from '../facets/volume-options.js';
import { shortOptions, tmpfsOptions } from './mount-options.js';
import { joined, type Parsed, warning } from './parsed.js';

/** A variable without a default and nothing else. */
const VARIABLE = /^\$(?:\w+|\{\w+(?::?\?[^{}]*)?\})$/;

/** One mount as the file has it, before the rules of the facet. */
export interface Mount {
  volume_type: VolumeType;
  source: string;
  target: string;
  read_only: boolean;
  options: VolumeOptions;
  where: string;
}

/** `[source:]target[:options]`; without a source it is an anonymous volume. */
export function readShortMount(text: string, where: string): Parsed<Mount | undefined> {
  const parts = splitMount(text);
  if (parts.length > 3 || parts.includes('')) {
    const message = 'is no mount such as data:/var/lib/data:ro; left out';
    return { value: undefined, warnings: [warning('volume-invalid', where, message)] };
  }
  const [target = '', source = ''] = parts.slice(0, 2).toReversed();
  const volume_type = isHostPath(source) ? 'bind' : 'named';
  const { read_only, others } = accessOf(parts[2] ?? '');
  const options = shortOptions(others, volume_type, where);
  const paths = unescapePaths({ source, target }, where);
  return {
    value: { volume_type, ...paths.value, read_only, options: options.value, where },
    warnings: [...options.warnings, ...paths.warnings],
  };
}

/** An item of the service key `tmpfs`: `target[:options]`, memory instead of a volume. */
export function readTmpfs(text: string, where: string): Parsed<Mount | undefined> {
  const [target = '', ...options] = splitOutsideVariables(text, ':');
  const { read_only, others } = accessOf(options.join(':'));
  const said = tmpfsOptions(others, where);
  const paths = unescapePaths({ source: '', target }, where);
  return {
    value: { volume_type: 'tmpfs', ...paths.value, read_only, options: said.value, where },
    warnings: [...said.warnings, ...paths.warnings],
  };
}

/** Both paths of a mount, where `$$` stands for a `$`; at most one warning of variables. */
export function unescapePaths(
  { source, target }: Pick<Mount, 'source' | 'target'>,
  where: string,
): Parsed<Pick<Mount, 'source' | 'target'>> {
  const [from, to] = [unescapeDollars(source, where), unescapeDollars(target, where)];
  return { value: { source: from.value, target: to.value }, warnings: joined([from, to]).warnings.slice(0, 1) };
}

/** Whether a source is a folder of the host; a variable counts as one where nothing or a path comes after it. */
function isHostPath(source: string): boolean {
  if (/^[./~\\]/.test(source) || /^[A-Za-z]:[\\/]/.test(source)) return true;
  return VARIABLE.test(source) || (source.includes('${') && source.includes('/'));
}

/** The drive of a Windows path belongs to the path: `C:\a:/b` has two parts. */
function splitMount(text: string): string[] {
  const parts = splitOutsideVariables(text, ':');
  const [drive = '', path = '', target = ''] = parts;
  const is_drive = /^[A-Za-z]$/.test(drive) && /^[\\/]/.test(path) && target.startsWith('/');
  return is_drive ? [`${drive}:${path}`, ...parts.slice(2)] : parts;
}

/** Whether the container may write, and the words beside. */
function accessOf(options: string): { read_only: boolean; others: string[] } {
  const words = options.split(',').filter((word) => word !== '');
  return { read_only: words.includes('ro'), others: words.filter((word) => word !== 'ro' && word !== 'rw') };
}
