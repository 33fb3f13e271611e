import { Document, isMap, isScalar, Scalar, visit } from 'yaml';

/** Characters that YAML readers refuse, drop or take for line breaks unless they are escaped. */
const FRAGILE = /(?![\n\t])[\p{Cc}\u2028\u2029\ufeff\ufffe\uffff]/u;
const EVERY_FRAGILE = new RegExp(FRAGILE, 'gu');
/** What some readers take for a number, a time or a mark of the document, a tab outside of a block of text or where its indentation is, and lines of blanks alone. */
const MISTAKABLE = /^[-+.]?[\d_,.:]+$|^(=|---|\.\.\.)|^[^\n]*\t[^\n]*$|^[\n ]*\t|^(?=\n* )(?= *\n)[\n ]*$/;

/**
 * Documents as YAML that readers of 1.1 and of 1.2 take for the same: every text that one of them would read as something
 * else is quoted. The same values give the same bytes.
 * @param remarks lines of comment above the first document
 */
export function toYaml(documents: readonly object[], remarks: readonly string[] = []): string {
  const texts = documents.map((value) => {
    const document = new Document(value, { aliasDuplicateObjects: false, compat: 'yaml-1.1', version: '1.2' });
    quoteFragile(document);
    return document.toString({
      lineWidth: 0,
      blockQuote: 'literal',
      doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
    });
  });
  const comment = remarks.map((line) => `# ${line.replace(/\s+/g, ' ')}\n`).join('');
  return (comment + texts.join('---\n')).replace(EVERY_FRAGILE, escapeSequence);
}

function quoteFragile(document: Document): void {
  const isCompose = isMap(document.contents) && document.contents.has('services');
  visit(document, {
    Scalar(_, node) {
      if (typeof node.value !== 'string') return;
      if (FRAGILE.test(node.value) || MISTAKABLE.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
    Pair(_, { key, value }) {
      if (isCompose && isScalar(key) && key.value === 'mode' && isScalar(value) && typeof value.value === 'number')
        value.format = 'OCT';
    },
  });
}

function escapeSequence(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
