import { splitOutsideVariables, warnOfVariables } from './interpolation.js';
import { type Parsed, type ParseWarning, warning } from './parsed.js';

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
  return {
    value: { volume_type, source, target, read_only, where },
    warnings: [...warnings, ...warnOfVariables(text, where)],
  };
}

/** An item of the service key `tmpfs`: `target[:options]`, memory instead of a volume. */
export function readTmpfs(text: string, where: string): Parsed<Mount | undefined> {
  const [target = '', ...options] = splitOutsideVariables(text, ':');
  const { value: read_only, warnings } = readOptions(options.join(':'), where);
  return {
    value: { volume_type: 'tmpfs', source: '', target, read_only, where },
    warnings: [...warnings, ...warnOfVariables(text, where)],
  };
}

/** Whether a source is a folder of the host; a variable that is or continues a path counts as one. */
export function isHostPath(source: string): boolean {
  return /^[./~\\]/.test(source) || /^[A-Za-z]:[\\/]/.test(source) || (source.includes('${') && source.includes('/'));
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
