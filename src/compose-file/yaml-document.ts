import { Composer, type CST, type Document, Lexer, type LineCounter, Parser, type ScalarTag } from 'yaml';
import { type FieldError, InvalidInput } from '../common/errors.js';
import { LIMITS } from '../common/limits.js';
import { demandFewEntries, type EntryLimit } from './entry-limit.js';
import { yamlReason } from './yaml-errors.js';
import { Budget } from './budget.js';

const MAX_LENGTH = LIMITS.text;
const MAX_DEPTH = 64;

/** How many errors and warnings of the YAML library are passed on. */
export const MAX_REPORTED = 20;

/**
 * The one document of a YAML text, without errors, as the library's tree. Always YAML 1.2, whatever a directive says,
 * and tags beyond plain values are ignored. InvalidInput names line and column of what is no YAML.
 */
export function parseYamlDocument(
  text: string,
  lines: LineCounter,
  limit?: EntryLimit,
  budget: Budget = new Budget(),
): Document.Parsed {
  const composer = new Composer({
    schema: 'core',
    customTags: (tags) => [COMPOSE_INTEGER, ...tags.filter((tag) => typeof tag === 'string' || !isNotFinite(tag))],
    resolveKnownTags: false,
    uniqueKeys: false,
  });
  const [document, second] = composer.compose(tokensOf(text, lines, limit, budget), true, text.length);
  if (!document) throw InvalidInput.field('', 'must be YAML');
  if (second) throw InvalidInput.field('', `must be a single document (${placeOf(lines, second.range[0])})`);
  const errors = document.errors.slice(0, MAX_REPORTED).map((error): FieldError => {
    return { pointer: '', reason: `is not valid YAML at ${placeOf(lines, error.pos[0])}: ${yamlReason(error)}` };
  });
  if (errors.length > 0) throw new InvalidInput(errors);
  return document;
}

export function placeOf(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `line ${line}, column ${col}`;
}

/**
 * The tokens of a text that is small and flat enough to go on with. Reading tokens takes the same time for each and
 * does not nest; what the library does with them afterwards nests as deep as they do.
 */
function tokensOf(text: string, lines: LineCounter, limit: EntryLimit | undefined, budget: Budget): CST.Token[] {
  if (text.length > MAX_LENGTH) throw InvalidInput.field('', `must have at most ${MAX_LENGTH} characters`);
  lines.addNewLine(0);
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  for (const lexeme of lexemesOf(text, budget)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) throw InvalidInput.field('', `must not be nested deeper than ${MAX_DEPTH}`);
    if (limit) demandFewEntries(parser.stack, limit);
    if (tokens.length > MAX_REPORTED && tokens.at(-1)?.type === 'error') break;
  }
  return [...tokens, ...parser.end()];
}

/** The smallest pieces of a text, which cost little each: a text of too many is refused before anything is made of them. */
function lexemesOf(text: string, budget: Budget): string[] {
  const lexemes: string[] = [];
  let depth = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes.push(lexeme);
    depth += nesting(lexeme);
    if (depth > MAX_DEPTH) throw InvalidInput.field('', `must not be nested deeper than ${MAX_DEPTH}`);
    budget.spendElement();
  }
  return lexemes;
}

function nesting(lexeme: string): number {
  if (lexeme === '[' || lexeme === '{') return 1;
  return lexeme === ']' || lexeme === '}' ? -1 : 0;
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
