/** A variable in a text of Compose, in any of its forms. */
export interface VariableUse {
  name: string;
  /** What comes behind the name: nothing, a default, what to take where it is set, or what to say where it is missing. */
  form: '' | '-' | '+' | '?';
  /** Whether an empty value counts as none. */
  with_colon: boolean;
  /** The text behind the form, which may have variables itself. */
  other: string;
  written: string;
}

/** What a text of Compose consists of. A text keeps its `$$`, and every `$` that begins no variable. */
export type ComposePart = { text: string } | VariableUse;

const ALONE = /\$([A-Za-z_]\w*)/y;
const INSIDE = /^([A-Za-z_]\w*)(?:(:?)([-?+])([^]*))?$/;

/** The parts of a text; behind a brace that nothing closes there are no variables. Pure, linear. */
export function composeParts(text: string): ComposePart[] {
  const parts: ComposePart[] = [];
  let from = 0;
  let at = text.indexOf('$');
  while (at >= 0) {
    const end = endOfDollar(text, at);
    const use = text[at + 1] === '$' ? undefined : readUse(text.slice(at, end));
    if (use) {
      if (at > from) parts.push({ text: text.slice(from, at) });
      parts.push(use);
      from = end;
    }
    at = text.indexOf('$', end);
  }
  return from < text.length ? [...parts, { text: text.slice(from) }] : parts;
}

/** The place behind what a `$` begins. */
function endOfDollar(text: string, at: number): number {
  if (text[at + 1] === '$') return at + 2;
  if (text[at + 1] === '{') return endOfBraces(text, at);
  ALONE.lastIndex = at;
  return at + (ALONE.exec(text)?.[0].length ?? 1);
}

function endOfBraces(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    if (text.startsWith('${', at)) depth++;
    else if (text[at] === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

function readUse(written: string): VariableUse | undefined {
  const braces = written.startsWith('${') && written.endsWith('}');
  const inner = braces ? written.slice(2, -1) : written.slice(1);
  const [, name, colon = '', form = '', other = ''] = INSIDE.exec(inner) ?? [];
  if (name === undefined || (!braces && inner !== name)) return undefined;
  return { name, form: formOf(form), with_colon: colon === ':', other, written };
}

function formOf(sign: string): VariableUse['form'] {
  return sign === '-' || sign === '+' || sign === '?' ? sign : '';
}

/** The text that stands for itself where Compose fills in variables. */
export function composeText(plain: string): string {
  return plain.replaceAll('$', () => '$$');
}

/** What a text without variables says. */
export function plainOf(text: string): string {
  return text.replaceAll('$$', () => '$');
}
