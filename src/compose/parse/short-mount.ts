import { splitOutsideVariables, unescapeDollars } from './interpolation.js';
import { joined, type Parsed, type ParseWarning, warning } from './parsed.js';

/** A variable without a default and nothing else. */
const VARIABLE = /^\$(?:\w+|\{\w+(?::?\?[^{}]*)?\})$/;

/** One mount as the file has it, before the rules of the facet. */
export interface Mount {
  volume_type: 'bind' | 'named' | 'tmpfs';
  source: string;
  target: string;
  read_only: boolean;
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
  const { value: read_only, warnings } = readOptions(parts[2] ?? '', where);
  const volume_type = isHostPath(source) ? 'bind' : 'named';
  const paths = unescapePaths({ source, target }, where);
  return { value: { volume_type, ...paths.value, read_only, where }, warnings: [...warnings, ...paths.warnings] };
}

/** An item of the service key `tmpfs`: `target[:options]`, memory instead of a volume. */
export function readTmpfs(text: string, where: string): Parsed<Mount | undefined> {
  const [target = '', ...options] = splitOutsideVariables(text, ':');
  const { value: read_only, warnings } = readOptions(options.join(':'), where);
  const paths = unescapePaths({ source: '', target }, where);
  return {
    value: { volume_type: 'tmpfs', ...paths.value, read_only, where },
    warnings: [...warnings, ...paths.warnings],
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
export function isHostPath(source: string): boolean {
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

function readOptions(options: string, where: string): Parsed<boolean> {
  const words = options.split(',').filter((word) => word !== '');
  const warnings: ParseWarning[] = words
    .filter((word) => word !== 'ro' && word !== 'rw')
    .map((word) => warning('mount-option-dropped', where, `the mount option ${word} is not kept`));
  return { value: words.includes('ro'), warnings };
}
