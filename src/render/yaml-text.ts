import { Document, isScalar, Scalar, visit } from 'yaml';
import { finish, type InSteps } from '../common/in-steps.js';

/** Characters that YAML readers refuse, drop or take for line breaks unless they are escaped. */
const FRAGILE = /(?![\n\t])[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u;
const EVERY_FRAGILE = new RegExp(FRAGILE, 'gu');
/** What some readers take for a number, a time or a mark of the document, a tab where the indentation of a block of text is, and lines of blanks alone. */
const MISTAKABLE = /^[-+.]?[\d_,.:]+$|^(=|---|\.\.\.)|^[\n ]*\t|^(?=\n* )(?= *\n)[\n ]*$/;

/** How many entries of one map or list are written at a time. */
const ENTRIES = 10;

/**
 * Documents as YAML that readers of 1.1 and of 1.2 take for the same: every text that one of them would read as something
 * else is quoted. The same values give the same bytes.
 * @param remarks lines of comment above the first document
 */
export function toYaml(documents: readonly object[], remarks: readonly string[] = []): string {
  return finish(yamlInSteps(documents, remarks));
}

/** The same in steps of a few entries. */
export function* yamlInSteps(
  documents: readonly object[],
  remarks: readonly string[] = [],
  entries = ENTRIES,
): InSteps<string> {
  const texts = [remarks.map((line) => `# ${line.replace(/\s+/g, ' ')}\n`).join('')];
  for (const [index, document] of documents.entries()) {
    if (index > 0) texts.push('---\n');
    for (const { value, continues } of piecesOf(document, entries)) {
      const text = textOf(value, Object.hasOwn(document, 'services'));
      texts.push(continues ? text.slice(text.indexOf('\n') + 1) : text);
      yield;
    }
  }
  return texts.join('').replace(EVERY_FRAGILE, escapeSequence);
}

/** A document that says the same when its pieces are written one after the other: one that continues leaves out its first line. */
interface Piece {
  value: object;
  continues: boolean;
}

/** A large map in pieces of one key each, and what a key has in pieces of a few entries; anything else is one piece. */
function piecesOf(document: object, entries: number): Piece[] {
  const keys = Object.entries(document);
  if (Array.isArray(document) || keys.every(([, value]) => sizeOf(value) <= entries))
    return [{ value: document, continues: false }];
  return keys.flatMap(([key, value]) =>
    parts(value, entries).map((part, index) => ({ value: { [key]: part }, continues: index > 0 })),
  );
}

function parts(value: unknown, entries: number): unknown[] {
  if (sizeOf(value) <= entries) return [value];
  const all = Array.isArray(value) ? value : Object.entries(Object(value));
  const starts = Array.from({ length: Math.ceil(all.length / entries) }, (_, index) => index * entries);
  const groups = starts.map((start) => all.slice(start, start + entries));
  return Array.isArray(value) ? groups : groups.map((group) => Object.fromEntries(group) as unknown);
}

function sizeOf(value: unknown): number {
  return typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
}

function textOf(value: object, is_compose: boolean): string {
  const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1', version: '1.2' });
  quoteFragile(document, is_compose);
  return document.toString({
    lineWidth: 0,
    blockQuote: 'literal',
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
}

function quoteFragile(document: Document, is_compose: boolean): void {
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return;
      if (FRAGILE.test(node.value) || MISTAKABLE.test(node.value) || hasTabOutsideOfBlock(node.value))
        node.type = Scalar.QUOTE_DOUBLE;
    },
    Pair(_, { key, value }) {
      if (is_compose && isScalar(key) && key.value === 'mode' && isScalar(value) && typeof value.value === 'number')
        value.format = 'OCT';
    },
  });
}

/** A text of one line is no block; two searches are linear, a pattern for both is not. */
function hasTabOutsideOfBlock(text: string): boolean {
  return text.includes('\t') && !text.includes('\n');
}

function escapeSequence(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
