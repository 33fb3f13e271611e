import { InvalidInput } from './errors.js';
import { FromQuery } from './conversions.js';
import { BooleanField, IntegerField, TextField } from './fields.js';

/** What every list takes. */
export class PageQuery {
  @IntegerField({ description: 'Items per page.', min: 1, max: 500 })
  @FromQuery()
  limit: number = 100;

  @TextField({
    description: 'Where the page starts: taken from the Link header of the page before.',
    min: 1,
    max: 1024,
    optional: true,
  })
  cursor?: string;

  @BooleanField({ description: 'Also count the whole filtered set, in X-Total-Count.' })
  @FromQuery()
  total: boolean = false;
}

/** One page of a list, where the next one starts, and the size of the whole set where it was asked for. */
export class Page<Item> {
  constructor(
    readonly items: Item[],
    readonly next_cursor: string | undefined,
    readonly total: number | undefined,
  ) {}
}

/**
 * Makes a page of rows that were read with one more than the limit.
 * @param position the values of a row's order columns, which the next cursor is made of
 */
export function pageOf<Row, Item>(
  rows: Row[],
  query: PageQuery,
  toItem: (row: Row) => Item,
  position: (row: Row) => (string | number)[],
  total?: number,
): Page<Item> {
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const next = rows.length > query.limit && last ? encodeCursor(position(last)) : undefined;
  return new Page(shown.map(toItem), next, query.total ? (total ?? 0) : undefined);
}

function encodeCursor(position: (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Stands for a time in the example of a cursor: only text of this form fits there. */
export const TIMESTAMP = '2026-01-31T09:30:00.000000Z';

/** The position in a cursor: as many values of the same types as the example has. InvalidInput for anything else. */
export function decodeCursor(
  cursor: string | undefined,
  example: readonly (string | number)[],
): (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  const position = parseJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  const fits =
    Array.isArray(position) &&
    position.length === example.length &&
    position.every((value, index) => typeof value === typeof example[index] && isSafe(value)) &&
    example.every((value, index) => value !== TIMESTAMP || isTimestamp(position[index]));
  if (!fits) throw InvalidInput.parameter('cursor', 'must come from the Link header of this list', cursor);
  return position;
}

function isTimestamp(text: unknown): boolean {
  if (typeof text !== 'string' || !/^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text)) return false;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19) === text.slice(0, 19);
}

function isSafe(value: unknown): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31;
  return typeof value === 'string' && value.length <= 255 && !value.includes('\0') && value.isWellFormed();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text to look for anywhere, as a LIKE pattern: `%`, `_` and `\` mean themselves. */
export function containsPattern(search: string): string {
  return `%${search.replace(/[\\%_]/g, String.raw`\$&`)}%`;
}
