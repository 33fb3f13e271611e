import { InvalidInput } from '../common/errors.js';
import { LIMITS } from '../common/limits.js';
import { composeParts } from './variable-text.js';

const NAME = /^(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*(?:([=:])[ \t]*)?/;
const VARIABLE = /^[A-Za-z_]\w*$/;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$$' };

/**
 * The variables of an `.env` file as Compose reads it: `export`, remarks, quotes that may span lines, and variables of the
 * lines before, or of `known`. A name without a value says nothing. Pure. InvalidInput names the line, never what stands there.
 */
export function parseEnvText(text: string, known: Known = new Map()): Map<string, string> {
  const values = new Map<string, string>();
  const all: Known = { get: (name) => known.get(name) ?? values.get(name) };
  for (const entry of entriesOf(text)) if (entry.value !== undefined) values.set(entry.name, filled(entry, all));
  return values;
}

/** The entries of such a text with valid names, in its order; a bounded number of them. */
export function entriesOf(text: string): EnvEntry[] {
  const entries: EnvEntry[] = [];
  const source = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  for (let at = 0; at < source.length;) {
    const line = lineAt(source, at);
    const begin = at + (line.length - line.trimStart().length);
    const end = at + line.length;
    if (begin === end || source[begin] === '#') {
      at = end + 1;
      continue;
    }
    const read = readEntry(source, begin, end);
    if (!read) throw InvalidInput.field('', `is no .env file: line ${lineNumber(source, at)} is no NAME=value`);
    if (VARIABLE.test(read.name)) entries.push(read);
    if (entries.length > LIMITS.items) throw InvalidInput.field('', `must have at most ${LIMITS.items} variables`);
    at = read.next;
  }
  return entries;
}

/** Values of variables, by name. */
type Known = Pick<ReadonlyMap<string, string>, 'get'>;

export interface EnvEntry {
  name: string;
  /** With `$$` for a dollar sign; undefined where there is only a name. */
  value: string | undefined;
  /** Whether variables in it count. */
  expands: boolean;
}

interface Entry extends EnvEntry {
  next: number;
}

function readEntry(source: string, begin: number, end: number): Entry | undefined {
  const [head = '', name = '', sign] = NAME.exec(source.slice(begin, end)) ?? [];
  if (name === '') return undefined;
  const start = begin + head.length;
  if (sign === undefined) return start < end ? undefined : { name, value: undefined, expands: false, next: end + 1 };
  const quote = source[start];
  if (quote === '"' || quote === "'") return readQuoted(source, start, name, quote);
  const value = source
    .slice(start, end)
    .replace(/(^|[ \t])#.*$/, '')
    .trim();
  return { name, value, expands: true, next: end + 1 };
}

function readQuoted(source: string, start: number, name: string, quote: string): Entry | undefined {
  let value = '';
  for (let at = start + 1; at < source.length; at++) {
    const character = source[at] ?? '';
    if (character === quote) return restOf(source, at + 1, { name, value, expands: quote === '"' });
    const escaped = source[at + 1] ?? '';
    if (character === '\\' && quote === '"' && Object.hasOwn(ESCAPES, escaped)) {
      value += ESCAPES[escaped];
      at++;
    } else if (character === '\\' && quote === "'" && escaped === "'") {
      value += "'";
      at++;
    } else value += character;
  }
  return undefined;
}

/** Behind the closing quote nothing but a remark may stand. */
function restOf(source: string, at: number, entry: Omit<Entry, 'next'>): Entry | undefined {
  const rest = lineAt(source, at);
  return /^[ \t]*(#.*)?$/.test(rest) ? { ...entry, next: at + rest.length + 1 } : undefined;
}

function filled({ value = '', expands }: EnvEntry, values: Known): string {
  return expands ? expand(value, values, 0) : value;
}

const MAX_DEPTH = 10;

function expand(text: string, values: Known, depth: number): string {
  if (depth > MAX_DEPTH) return text;
  const parts = composeParts(text).map((part) => {
    if ('text' in part) return part.text.replaceAll('$$', () => '$');
    const value = values.get(part.name);
    const is_set = value !== undefined && !(part.with_colon && value === '');
    if (part.form === '+') return is_set ? expand(part.other, values, depth + 1) : '';
    return is_set ? value : part.form === '-' ? expand(part.other, values, depth + 1) : (value ?? '');
  });
  return parts.join('');
}

function lineAt(source: string, at: number): string {
  const end = source.indexOf('\n', at);
  return source.slice(at, end < 0 ? source.length : end);
}

function lineNumber(source: string, at: number): number {
  return source.slice(0, at).split('\n').length;
}
