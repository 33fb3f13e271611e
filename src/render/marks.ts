/**
 * What stands in a resolved text for a value that only whoever runs it knows: a secret, or what nobody has said yet. A mark
 * is kept apart from the text by NUL, which no stored text has, and holds nothing that would end a word. Pure.
 */
export type Mark = { secret: string } | { open: string; reason: string } | { dollar: true };

const EDGE = '\0';

export function writeMark(mark: Mark): string {
  return `${EDGE}${wordsOf(mark).join(':')}${EDGE}`;
}

/** The text as a target writes it: what is known of it by one rule, its marks by another. */
export function writeText(text: string, plain: (part: string) => string, mark: (mark: Mark) => string): string {
  if (!text.includes(EDGE)) return plain(text);
  return text
    .split(EDGE)
    .map((part, index) => (index % 2 === 0 ? plain(part) : mark(readMark(part))))
    .join('');
}

/** The secrets and open values of a text. */
export function marksIn(text: string): Exclude<Mark, { dollar: true }>[] {
  return text
    .split(EDGE)
    .filter((_, index) => index % 2 === 1)
    .map(readMark)
    .flatMap((mark) => ('dollar' in mark ? [] : [mark]));
}

/** A text of which each `$` is one, even where other texts may begin variables with it. */
export function withPlainDollars(text: string): string {
  return text.replaceAll('$', () => writeMark({ dollar: true }));
}

function wordsOf(mark: Mark): string[] {
  if ('secret' in mark) return ['secret', mark.secret];
  return 'open' in mark ? ['open', mark.open, encoded(mark.reason)] : ['dollar'];
}

/** The names of the secrets in a text. */
export function secretsIn(text: string): string[] {
  return marksIn(text).flatMap((mark) => ('secret' in mark ? [mark.secret] : []));
}

function readMark(part: string): Mark {
  const [kind, name = '', reason = ''] = part.split(':');
  if (kind === 'dollar') return { dollar: true };
  return kind === 'secret' ? { secret: name } : { open: name, reason: decodeURIComponent(reason) };
}

/** Without blanks, quotes, colons and backslashes. */
function encoded(reason: string): string {
  return encodeURIComponent(reason.toWellFormed()).replaceAll("'", '%27');
}
