import { isObject } from '../../common/fields.js';
import { cameFrom } from '../origins.js';
import { composeParts, composeText, plainOf, type VariableUse } from '../variable-text.js';

/**
 * A file with the values that only it knows in place of their variables, as Compose fills in those of the `env_file` of an
 * `include`. Every other variable stays. Pure.
 */
export function withOwnValues(value: unknown, own: ReadonlyMap<string, string>): unknown {
  if (own.size === 0) return value;
  if (typeof value === 'string') return value.includes('$') ? filled(value, own) : value;
  if (Array.isArray(value))
    return cameFrom(
      value.map((item) => withOwnValues(item, own)),
      value,
    );
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]) => [
    key,
    key.startsWith('x-') ? item : withOwnValues(item, own),
  ]);
  return cameFrom(Object.fromEntries(entries), value);
}

/** How deep a variable may stand in the default of another. */
const MAX_DEPTH = 10;

function filled(text: string, own: ReadonlyMap<string, string>, depth = 0): string {
  if (depth > MAX_DEPTH) return text;
  return composeParts(text)
    .map((part) => ('text' in part ? part.text : valueOf(part, own, depth)))
    .join('');
}

function valueOf(use: VariableUse, own: ReadonlyMap<string, string>, depth: number): string {
  const { name, form, with_colon, other } = use;
  const value = own.get(name);
  if (value === undefined) return withOther(use, filled(other, own, depth + 1));
  const counts = !(with_colon && value === '');
  if (form === '+') return counts ? filled(other, own, depth + 1) : '';
  if (counts || form === '') return composeText(value);
  return form === '-' ? filled(other, own, depth + 1) : use.written;
}

/** What stands behind the name of a variable may have others; a brace in their values would end it. */
function withOther({ name, form, with_colon, other, written }: VariableUse, text: string): string {
  if (text === other || /[{}]/.test(text.replaceAll(/\$\{[^{}]*\}/g, ''))) return written;
  return `\${${name}${with_colon ? ':' : ''}${form}${text}}`;
}

/** A text with everything filled in; undefined where a variable has neither a value nor a default. */
export function knownText(text: string, known: ReadonlyMap<string, string>, depth = 0): string | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const pieces = composeParts(text).map((part) =>
    'text' in part ? plainOf(part.text) : knownValue(part, known, depth),
  );
  return pieces.includes(undefined) ? undefined : pieces.join('');
}

function knownValue(use: VariableUse, known: ReadonlyMap<string, string>, depth: number): string | undefined {
  const value = known.get(use.name);
  const counts = value !== undefined && !(use.with_colon && value === '');
  if (use.form === '+') return counts ? knownText(use.other, known, depth + 1) : '';
  if (counts) return value;
  return use.form === '-' ? knownText(use.other, known, depth + 1) : undefined;
}
