import { InvalidInput } from './errors.js';
import { FromQuery } from './conversions.js';
import { BooleanField, IntegerField, TextField } from './fields.js';
import { LIMITS } from './limits.js';

/** What every list takes. */
export class PageQuery {
  @IntegerField({ description: 'Items per page.', min: 1, max: LIMITS.page })
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
 * @param cursor that of a row, for the page after it
 */
export function pageOf<Row, Item>(
  rows: Row[],
  query: PageQuery,
  toItem: (row: Row) => Item,
  cursor: (row: Row) => string,
  total?: number,
): Page<Item> {
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const next = rows.length > query.limit && last ? cursor(last) : undefined;
  return new Page(shown.map(toItem), next, query.total ? (total ?? 0) : undefined);
}

/**
 * The cursor that stands for a position.
 * @param order the key of the order that the position is in
 * @param values those of the row's order columns
 */
export function encodePosition(order: string, values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([order, ...values])).toString('base64url');
}

/** Stands for a time in the example of a cursor: only text of this form fits there. */
export const TIMESTAMP = '2026-01-31T09:30:00.000000Z';

/**
 * The position in a cursor: as many values of the same types as the example has. InvalidInput for anything else, and for a
 * position in another order.
 */
export function decodePosition(
  cursor: string | undefined,
  order: string,
  example: readonly (string | number)[],
): (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  const decoded = parseJson(Buffer.from(cursor, 'base64url').toString('utf8'));
  const [key, ...position]: unknown[] = Array.isArray(decoded) ? decoded : [];
  if (key !== order && typeof key === 'string' && /^-?[a-z_]+( -?[a-z_]+)*$/.test(key)) throw otherOrder(cursor);
  const fits = key === order && position.length === example.length && position.every(isPosition);
  const alike = position.every((value, index) => typeof value === typeof example[index]);
  const timely = example.every((value, index) => value !== TIMESTAMP || isTimestamp(position[index]));
  if (!fits || !alike || !timely)
    throw InvalidInput.parameter('cursor', 'must come from the Link header of this list', cursor);
  return position.filter(isPosition);
}

function otherOrder(cursor: string): InvalidInput {
  const reason =
    'was made for another order of this list; keep sort and search as they were, or start without a cursor';
  return InvalidInput.parameter('cursor', reason, cursor);
}

function isTimestamp(text: unknown): boolean {
  if (typeof text !== 'string' || !/^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text)) return false;
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 19) === text.slice(0, 19);
}

function isPosition(value: unknown): value is string | number {
  if (typeof value === 'number') return Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31;
  return typeof value === 'string' && value.length <= LIMITS.search && !value.includes('\0') && value.isWellFormed();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A text as LIKE patterns, to be found anywhere, at the start, or as the whole: `%`, `_` and `\` mean themselves. */
export function likePatterns(text: string): { search: string; search_start: string; search_exact: string } {
  const literal = text.replace(/[\\%_]/g, String.raw`\$&`);
  return { search: `%${literal}%`, search_start: `${literal}%`, search_exact: literal };
}
