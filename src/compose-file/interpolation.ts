import { type Parsed, type ParseWarning, warning } from './parsed.js';
import { composeParts, plainOf } from './variable-text.js';

/**
 * Compose's `$$` becomes the single `$` that it stands for. A variable that is still there stays as text. A `$` that begins
 * neither is what Compose itself refuses, and is named.
 */
export function unescapeDollars(text: string, where: string): Parsed<string> {
  return { value: plainOf(text), warnings: warnOfDollars(text, where) };
}

/** The warnings of `unescapeDollars` alone, for values that keep their text as it stands. */
export function warnOfDollars(text: string, where: string): ParseWarning[] {
  if (!text.includes('$')) return [];
  const single = composeParts(text).some((part) => 'text' in part && part.text.replaceAll('$$', '').includes('$'));
  const message = 'has a single $ that Compose refuses; $$ stands for a dollar sign';
  return single ? [warning('dollar-unescaped', where, message)] : [];
}

/** Whether a text has variables, and no other `$`. */
export function hasVariable(text: string): boolean {
  if (!text.includes('$')) return false;
  const parts = composeParts(text);
  return parts.some((part) => 'name' in part) && parts.every((part) => 'name' in part || !part.text.includes('$'));
}

/** The parts between the separators, except those inside `${…}`: `${DIR:-./x}:/x` has two. */
export function splitOutsideVariables(text: string, separator: string): string[] {
  const masked = maskVariables(text);
  const parts: string[] = [];
  let start = 0;
  for (let at = masked.indexOf(separator); at >= 0; at = masked.indexOf(separator, start)) {
    parts.push(text.slice(start, at));
    start = at + separator.length;
  }
  return [...parts, text.slice(start)];
}

/** The same text with every character of `${…}`, nested ones included, replaced by `x`; positions stay. */
export function maskVariables(text: string): string {
  let depth = 0;
  let masked = '';
  for (let at = 0; at < text.length; at++) {
    const opens = text.startsWith('${', at);
    if (opens) depth++;
    masked += depth > 0 ? 'x' : text.charAt(at);
    if (depth > 0 && text[at] === '}') depth--;
  }
  return masked;
}
