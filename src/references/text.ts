import { isOwnName, readReference, type Reference } from './reference.js';

/** What a text consists of: what stands there as it is, and what refers. Pure. */
export type TextPart =
  { text: string } | { reference: Reference; written: string } | { malformed: string; why: string; at: number };

const OPEN = '${{';
const CLOSE = '}}';
const ESCAPED = `$${OPEN}`;

/** Whether a text may refer to anything: cheap, and true for some that do not. */
export function mayRefer(text: string): boolean {
  return text.includes(OPEN);
}

/** The parts of a text. `$${{` is the text `${{`; what opens a reference and is none is told apart, with its place. */
export function readText(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let plain = '';
  const keepPlain = () => {
    if (plain !== '') parts.push({ text: plain });
    plain = '';
  };
  let from = 0;
  for (let at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, from)) {
    if (text[at - 1] === '$' && at - 1 >= from) {
      plain += text.slice(from, at - 1) + OPEN;
      from = at + OPEN.length;
      continue;
    }
    plain += text.slice(from, at);
    keepPlain();
    const end = text.indexOf(CLOSE, at);
    from = end < 0 ? text.length : end + CLOSE.length;
    const read = end < 0 ? 'it is opened and not closed with }}' : readReference(text.slice(at + OPEN.length, end));
    if (typeof read === 'string') parts.push({ malformed: text.slice(at, from), why: read, at });
    else parts.push({ reference: read, written: text.slice(at, from) });
  }
  plain += text.slice(from);
  keepPlain();
  return parts;
}

/** The references of a text, in their order. */
export function referencesIn(text: string): Reference[] {
  return mayRefer(text) ? readText(text).flatMap((part) => ('reference' in part ? [part.reference] : [])) : [];
}

/** What the database takes for one reference and nothing else. */
export const ONLY_REFERENCE = String.raw`^\$\{\{[^{}]*\}\}$`;

/** Whether a text is one reference and nothing else. */
export function isOnlyReference(text: string): boolean {
  const [part, ...others] = mayRefer(text) ? readText(text) : [];
  return part !== undefined && 'reference' in part && others.length === 0;
}

/** What is wrong with the first reference of a text that is none; undefined where all of them are. */
export function malformedIn(text: string): { why: string; at: number } | undefined {
  return mayRefer(text) ? readText(text).find((part) => 'malformed' in part) : undefined;
}

/** The text with something in the place of each reference, for a rule that knows nothing of references. */
export function withStandIns(text: string, standIn: string): string {
  if (!mayRefer(text)) return text;
  return readText(text)
    .map((part) => ('text' in part ? part.text : standIn))
    .join('');
}

/** The text with what stands beside its references changed; every reference as it is written. */
export function changeTexts(text: string, change: (plain: string) => string): string {
  if (!mayRefer(text)) return change(text);
  return readText(text)
    .map((part) =>
      'text' in part ? escapeReferences(change(part.text)) : 'written' in part ? part.written : part.malformed,
    )
    .join('');
}

/** The text changed as a whole by something that takes each reference for one word of letters. */
export function changeAround(text: string, change: (text: string) => string): string {
  if (!mayRefer(text) || text.includes(String.raw`\u0000`)) return change(text);
  const kept: string[] = [];
  const standIns = readText(text).map((part) => {
    if ('text' in part) return escapeReferences(part.text);
    return `\0${kept.push('written' in part ? part.written : part.malformed)}\0`;
  });
  return change(standIns.join('')).replace(
    /\0(\d+)\0|\\u0000(\d+)\\u0000/g,
    (_, plain: string | undefined, json: string) => {
      return kept[Number(plain ?? json) - 1] ?? '';
    },
  );
}

/** A text that says the same where references are read. */
export function escapeReferences(text: string): string {
  return text.replaceAll(OPEN, () => ESCAPED);
}

/**
 * The text with an instance called otherwise, and how many references that were. Every other character stays.
 * @param isLink whether a name is one of the text's own links, which mean their instance whatever it is called
 */
export function renameIn(
  text: string,
  from: string,
  to: string,
  isLink: (name: string) => boolean = () => false,
): { text: string; count: number } {
  return isLink(from) ? { text, count: 0 } : renameAllIn(text, new Map([[from, to]]));
}

/** The same with several instances called otherwise at once, by the names that they had. */
export function renameAllIn(text: string, names: ReadonlyMap<string, string>): { text: string; count: number } {
  if (!mayRefer(text)) return { text, count: 0 };
  let count = 0;
  const renamed = text.replace(
    /(\$?)\$\{\{(\s*)([^.{}\s]*)(\.[^{}]*)\}\}/g,
    (whole, escape: string, blank: string, name: string, rest: string) => {
      const to = isOwnName(name) ? undefined : names.get(name);
      if (escape !== '' || to === undefined || typeof readReference(`${name}${rest}`) === 'string') return whole;
      count++;
      return `\${{${blank}${to}${rest}}}`;
    },
  );
  return { text: renamed, count };
}
