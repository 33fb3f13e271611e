import fc from 'fast-check';
import { InvalidInput } from './errors.js';
import { decodePosition, encodePosition, likePatterns, Page, pageOf, PageQuery, TIMESTAMP } from './paging.js';
import { parseOptions } from './parse.js';

const query = (values: object) => parseOptions(PageQuery, values);
const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id, name: `n${id}` }));
const page = (count: number, given: object, total?: number) =>
  pageOf(
    rows(count),
    query(given),
    ({ id }) => id,
    ({ id, name }) => encodePosition(ORDER, [name, id]),
    total,
  );
const ORDER = 'name id';
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const cursor = (position: unknown[]) => encoded([ORDER, ...position]);

describe('what a list takes', () => {
  it.each([
    [{}, { limit: 100, total: false }],
    [
      { limit: '1', total: 'true' },
      { limit: 1, total: true },
    ],
    [
      { limit: '500', cursor: 'x' },
      { limit: 500, total: false, cursor: 'x' },
    ],
    [{ limit: 7 }, { limit: 7, total: false }],
  ])('%j', (given, expected) => {
    expect({ ...query(given) }).toEqual(expected);
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '501' }, 'limit'],
    [{ limit: '-1' }, 'limit'],
    [{ limit: '1.5' }, 'limit'],
    [{ limit: '1e2' }, 'limit'],
    [{ limit: ['1', '2'] }, 'limit'],
    [{ total: 'yes' }, 'total'],
    [{ total: '1' }, 'total'],
    [{ cursor: ['a', 'b'] }, 'cursor'],
    [{ cursor: 'x'.repeat(1025) }, 'cursor'],
    [{ offset: '10' }, 'offset'],
  ])('refuses %j', (given, field) => {
    expect(() => query(given)).toThrow(InvalidInput);
    expect(() => query(given)).toThrow(`${field} `);
  });

  it('takes an empty parameter as one that was left out, as forms send it', () => {
    expect(query({ limit: '', cursor: '', total: '' })).toEqual(query({}));
  });
});

describe('a page', () => {
  it.each([
    [0, [], false],
    [1, [0], false],
    [2, [0, 1], false],
    [3, [0, 1], true],
  ])('of %d rows read for a limit of 2', (count, items, more) => {
    const { items: shown, next_cursor } = page(count, { limit: 2 });
    expect([shown, next_cursor !== undefined]).toEqual([items, more]);
  });

  it('the next page starts after the last row that was shown, not after the one too many', () => {
    expect(decodePosition(page(3, { limit: 2 }).next_cursor, ORDER, ['', 0])).toEqual(['n1', 1]);
  });

  it('has a total only where it was asked for', () => {
    expect(page(1, { limit: 2 }, 9).total).toBeUndefined();
    expect(page(1, { limit: 2, total: true }, 9)).toEqual(new Page([0], undefined, 9));
    expect(page(0, { limit: 2, total: true }).total).toBe(0);
  });
});

describe('cursors', () => {
  it('come back as they were made', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(name, fc.integer({ min: 0, max: 2 ** 31 - 1 }), (text, id) => {
        const made = pageOf(
          rows(2),
          query({ limit: 1 }),
          ({ id: shown }) => shown,
          () => encodePosition(ORDER, [text, id]),
        ).next_cursor;
        expect(decodePosition(made, ORDER, ['', 0])).toEqual([text, id]);
      }),
    );
  });

  it('are not needed', () => {
    expect(decodePosition(undefined, ORDER, ['', 0])).toBeUndefined();
  });

  it.each([
    ['2026-02-28T23:59:59.999999Z', true],
    ['0001-01-01T00:00:00.000000Z', true],
    ['0000-01-01T00:00:00.000000Z', false],
    ['2026-02-30T00:00:00.000000Z', false],
    ['2026-02-28 23:59:59.999999Z', false],
  ])('takes only a time that PostgreSQL has: %s %s', (time, fits) => {
    const read = () => decodePosition(cursor([time, 1]), ORDER, [TIMESTAMP, 0]);
    if (fits) expect(read()).toEqual([time, 1]);
    else expect(read).toThrow('cursor must come from the Link header of this list.');
  });

  it.each([
    ['not base64', '%%%'],
    ['not JSON', Buffer.from('{').toString('base64url')],
    ['an object', encoded({ 0: 'a', 1: 1 })],
    ['null', encoded(null)],
    ['of another list, with fewer values', cursor(['a'])],
    ['of another list, with more values', cursor(['a', 1, 1])],
    ['of another list, the other way round', cursor([1, 'a'])],
    ['with null', cursor(['a', null])],
    ['with a list', cursor([['a'], 1])],
    ['with a fraction', cursor(['a', 1.5])],
    ['beyond an integer of the database', cursor(['a', 2 ** 31])],
    ['with infinity', Buffer.from('["name id","a",1e400]').toString('base64url')],
    ['with a NUL', cursor(['a\0', 1])],
    ['with half of a surrogate pair', Buffer.from(String.raw`["name id","\ud800",1]`).toString('base64url')],
    ['with a text that is too long', cursor(['a'.repeat(256), 1])],
    ['tampered with', cursor(['name', 12]).slice(0, -3)],
  ])('%s: refused by the name of the parameter', (_, given) => {
    expect(() => decodePosition(given, ORDER, ['', 0])).toThrow('cursor must come from the Link header of this list.');
  });

  it('any text is either a position of the right types or invalid input, never another error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.jsonValue().map(encoded), fc.array(fc.jsonValue()).map(cursor)), (given) => {
        try {
          expect(decodePosition(given, ORDER, ['', 0])).toEqual([expect.any(String), expect.any(Number)]);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
        }
      }),
    );
  });
});

it.each([
  ['db', 'db'],
  ['50%', String.raw`50\%`],
  ['a_b', String.raw`a\_b`],
  [String.raw`a\b`, String.raw`a\\b`],
  [String.raw`\%_`, String.raw`\\\%\_`],
  ['', ''],
])('a search for %s takes %%, _ and \\ literally', (search, literal) => {
  expect(likePatterns(search)).toEqual({
    ...{ search: `%${literal}%`, search_start: `${literal}%`, search_exact: literal },
  });
});
