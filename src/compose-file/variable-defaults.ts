import { isObject } from '../common/fields.js';
import { below, type Parsed, type ParseWarning, warning } from './parsed.js';

/** `NAME:-default`, `NAME-default`, `NAME:+other` or `NAME+other`, as it stands between the braces. */
const CHOICE = /^([A-Za-z_]\w*):?([-+])([^]*)$/;
const MAX_DEPTH = 10;

/**
 * A file as Compose reads it where no variable is set: a variable with a default becomes that default, with a warning.
 * Variables without one stay as they are. Texts of `configs` are left alone, because they may be filled in later,
 * and `x-…`, which counts where a service takes it over.
 */
export function fillDefaults(file: Record<string, unknown>): Parsed<Record<string, unknown>> {
  const warnings: ParseWarning[] = [];
  const entries = Object.entries(file).map(([key, value]): [string, unknown] => {
    return [key, key === 'configs' || key.startsWith('x-') ? value : fill(value, below('', key), warnings)];
  });
  return { value: Object.fromEntries(entries), warnings };
}

function fill(value: unknown, where: string, warnings: ParseWarning[]): unknown {
  if (typeof value === 'string') return fillText(value, where, warnings);
  if (Array.isArray(value)) return value.map((item, index) => fill(item, below(where, index), warnings));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => {
    return [key, fill(item, below(where, key), warnings)];
  });
  return Object.fromEntries(entries);
}

function fillText(text: string, where: string, warnings: ParseWarning[]): string {
  if (!text.includes('${')) return text;
  const names: string[] = [];
  const filled = choose(text, names, 0);
  if (names.length > 0)
    warnings.push(
      warning(
        'variable-default',
        where,
        `${names.length === 1 ? 'A variable is' : `${names.length} variables are`} not known here; the default is taken`,
      ),
    );
  return filled;
}

/** The text with every choice made as if nothing was set; a default may hold further variables. */
function choose(text: string, names: string[], depth: number): string {
  return cut(text)
    .map((part) => {
      const [, name, sign, other = ''] = CHOICE.exec(insideBraces(part)) ?? [];
      if (name === undefined || depth > MAX_DEPTH) return part;
      if (depth === 0) names.push(name);
      return sign === '-' ? choose(other, names, depth + 1) : '';
    })
    .join('');
}

function insideBraces(part: string): string {
  return part.startsWith('${') && part.endsWith('}') ? part.slice(2, -1) : '';
}

/** Cuts a text into `$$`, whole `${…}` and everything between; one that is not closed stays in one piece. */
function cut(text: string): string[] {
  const parts: string[] = [];
  for (let at = 0; at < text.length;) {
    const end = text.startsWith('$$', at) ? at + 2 : text.startsWith('${', at) ? endOfVariable(text, at) : at + 1;
    parts.push(text.slice(at, end));
    at = end;
  }
  return parts;
}

function endOfVariable(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}
