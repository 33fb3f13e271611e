import { Lexer, LineCounter, parseDocument, type ScalarTag } from 'yaml';
import { InvalidInput } from '../../common/errors.js';
import { isObject } from '../../common/fields.js';
import { findUnsafeText } from '../../common/plain-values.js';
import { type Parsed, warning } from './parsed.js';
import { readValues } from './yaml-values.js';

const MAX_LENGTH = 1_048_576;
const MAX_TOKENS = 250_000;
const MAX_REPORTED = 20;

/**
 * YAML text as a plain map. InvalidInput where the text is no YAML (with line and column), no map, repeats a key, is
 * too long, or grows beyond the bounds of a plain value by its aliases. Always YAML 1.2, whatever a directive says.
 */
export function readYaml(text: string): Parsed<Record<string, unknown>> {
  refuseTooMuch(text);
  const lines = new LineCounter();
  const document = parseDocument(text, {
    schema: 'core',
    customTags: (tags) => [COMPOSE_INTEGER, ...tags.filter((tag) => typeof tag === 'string' || !isNotFinite(tag))],
    resolveKnownTags: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  });
  const errors = document.errors.slice(0, MAX_REPORTED).map((error) => ({
    pointer: '',
    reason: `is not valid YAML at ${placeOf(lines, error.pos[0])}: ${firstLine(error.message)}`,
  }));
  if (errors.length > 0) throw new InvalidInput(errors);
  const { value, warnings } = readValues(document.contents, (offset) => placeOf(lines, offset));
  if (!isObject(value)) throw InvalidInput.field('', 'must be a map with the key services', value);
  const unsafe = findUnsafeText(value, '');
  if (unsafe) throw new InvalidInput([unsafe]);
  const tags = document.warnings.slice(0, MAX_REPORTED).map(({ message, pos }) => {
    return warning('yaml-tag-ignored', '', `${firstLine(message)} (${placeOf(lines, pos[0])})`);
  });
  return { value, warnings: [...tags, ...warnings] };
}

/**
 * Integers as Compose reads them: like YAML 1.2, but 0755 is octal, as it is for Compose's own YAML library. One that a
 * number would round stays text, digit by digit.
 */
const COMPOSE_INTEGER: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?[0-9]+$/,
  resolve: (text) => {
    const value = /^[-+]?0[0-7]+$/.test(text) ? Number.parseInt(text, 8) : Number(text);
    return Number.isSafeInteger(value) ? value : text;
  },
};

/** `.inf` and `.nan` stay text, because JSON has no such numbers. */
function isNotFinite(tag: { test?: RegExp }): boolean {
  return tag.test?.test('.inf') === true;
}

/** Bounds the work before any of it is done: counting tokens is linear and does not nest, parsing is and does. */
function refuseTooMuch(text: string): void {
  if (text.length > MAX_LENGTH) throw InvalidInput.field('', `must have at most ${MAX_LENGTH} characters`);
  let count = 0;
  for (const token of new Lexer().lex(text)) {
    if (token.length > 0 && ++count > MAX_TOKENS) throw InvalidInput.field('', 'must not have that many YAML elements');
  }
}

function placeOf(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `line ${line}, column ${col}`;
}

function firstLine(message: string): string {
  return message.split('\n', 1).join('').slice(0, 200);
}
