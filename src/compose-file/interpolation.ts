import { type Parsed, type ParseWarning, warning } from './parsed.js';

/**
 * Compose's `$$` becomes the single `$` that it stands for. Variables stay as text: nothing is filled in here, and a
 * warning says so, never by name: what looks like one may be a part of a password. A `$` that begins neither is what Compose itself refuses, and is named too.
 */
export function unescapeDollars(text: string, where: string): Parsed<string> {
  return { value: text.replaceAll('$$', '$'), warnings: warnOfVariables(text, where) };
}

/** The warnings of `unescapeDollars` alone, for values that keep their text as it stands. */
export function warnOfVariables(text: string, where: string): ParseWarning[] {
  const unescaped = text.replaceAll('$$', '');
  if (/\$(?:\{|[A-Za-z_])/.test(unescaped))
    return [
      warning(
        'interpolation-kept',
        where,
        'A variable is not filled in, so the container gets this text as it stands; set its value',
      ),
    ];
  if (unescaped.includes('$'))
    return [warning('dollar-unescaped', where, 'has a single $ that Compose refuses; $$ stands for a dollar sign')];
  return [];
}

/** A text of which every `$` begins a variable, alone or with what counts where it is not set. */
const WITH_VARIABLES = /^(?:[^$]|\$[A-Za-z_]\w*|\$\{[A-Za-z_]\w*(?::?[-?+][^{}$]*)?\})*$/;

/** Whether a text has variables, and no other `$`. */
export function hasVariable(text: string): boolean {
  return text.includes('$') && WITH_VARIABLES.test(text);
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
