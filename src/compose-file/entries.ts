import { isObject } from '../common/fields.js';
import { unescapeDollars } from './interpolation.js';
import { below, isAbsent, joined, type Parsed, warning } from './parsed.js';
import { scalarText } from './scalars.js';

/** One `KEY=value` of `environment` or `labels`; a key that stands alone has the value null. */
export interface Entry {
  key: string;
  value: string | null;
  where: string;
}

/** Both forms that Compose has for such pairs, a map and a list; of a repeated key the last one counts, as in Compose. */
export function parseEntries(value: unknown, where: string): Parsed<Entry[]> {
  if (isAbsent(value)) return { value: [], warnings: [] };
  if (Array.isArray(value)) return lastOfEach(joined(value.map((item, index) => listEntry(item, below(where, index)))));
  if (isObject(value)) {
    const entries = joined(Object.entries(value).map(([key, item]) => mapEntry(key, item, below(where, key))));
    return lastOfEach(entries);
  }
  return { value: [], warnings: [warning('shape-invalid', where, 'must be a map or a list; left out')] };
}

function mapEntry(key: string, item: unknown, where: string): Parsed<Entry | undefined> {
  if (isAbsent(item)) return { value: { key, value: null, where }, warnings: [] };
  const text = scalarText(item);
  if (text === undefined) return notScalar(where);
  const { value, warnings } = unescapeDollars(text, where);
  return { value: { key, value, where }, warnings };
}

function listEntry(item: unknown, where: string): Parsed<Entry | undefined> {
  const text = scalarText(item);
  if (text === undefined) return notScalar(where);
  const { value, warnings } = unescapeDollars(text, where);
  const end = value.indexOf('=');
  const entry = end < 0 ? { key: value, value: null } : { key: value.slice(0, end), value: value.slice(end + 1) };
  return { value: { ...entry, where }, warnings };
}

function notScalar(where: string): Parsed<undefined> {
  return { value: undefined, warnings: [warning('shape-invalid', where, 'must be a single value; left out')] };
}

function lastOfEach({ value, warnings }: Parsed<(Entry | undefined)[]>): Parsed<Entry[]> {
  const entries = new Map<string, Entry>();
  const repeated = [];
  for (const entry of value) {
    if (!entry) continue;
    if (entries.has(entry.key))
      repeated.push(warning('duplicate-item', entry.where, 'repeats an earlier key; the last one is kept'));
    entries.set(entry.key, entry);
  }
  return { value: [...entries.values()], warnings: [...warnings, ...repeated] };
}
