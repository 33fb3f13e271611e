import fc from 'fast-check';
import { findUnsafeText } from './plain-values.js';

const NUL = 'must not contain a NUL character';
const HALF = 'must not contain half of a surrogate pair (the text is not valid Unicode)';

describe('texts that PostgreSQL would refuse or change silently (traps, validation)', () => {
  it.each([
    ['a NUL in a value', { a: 'x\0' }, { pointer: '/a', reason: NUL }],
    ['a NUL in a list', { a: ['x', 'y\0'] }, { pointer: '/a/1', reason: NUL }],
    ['a NUL in a key', { a: { 'k\0': 1 } }, { pointer: '/a', reason: `has a key that ${NUL}` }],
    ['the first half of a pair', { a: '\ud83d' }, { pointer: '/a', reason: HALF }],
    ['the second half of a pair', { a: '\ude00 x' }, { pointer: '/a', reason: HALF }],
    ['half a pair in a key', { '\ud83d': 1 }, { pointer: '', reason: `has a key that ${HALF}` }],
    ['a NUL below keys that a pointer escapes', { 'a/b': { 'c~d': '\0' } }, { pointer: '/a~1b/c~0d', reason: NUL }],
    ['a bare text', '\0', { pointer: '', reason: NUL }],
  ])('%s', (_, value, error) => {
    expect(findUnsafeText(value, '')).toEqual(error);
  });

  it.each(['__proto__', 'constructor'])(
    'the key %s is a key like any other, and what is below it is looked at',
    (key) => {
      const text = `{"a":[{"${key}":{"b":1}}]}`;
      expect(findUnsafeText(JSON.parse(text), '')).toBeUndefined();
      expect(findUnsafeText(JSON.parse(text.replace('1', String.raw`"\u0000"`)), '')).toEqual({
        pointer: `/a/0/${key}/b`,
        reason: NUL,
      });
    },
  );

  it('pointers start where the value stands', () => {
    expect(findUnsafeText({ a: '\0' }, '/ports/0')).toEqual({ pointer: '/ports/0/a', reason: NUL });
  });
});

describe('sizes that would exhaust a recursive reader', () => {
  const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`);

  it.each([
    [33, undefined],
    [34, { pointer: '/x', reason: 'must not be nested deeper than 32 levels' }],
    [40_000, { pointer: '/x', reason: 'must not be nested deeper than 32 levels' }],
  ])('%d levels', (depth, error) => {
    expect(findUnsafeText(nested(depth), '/x')).toEqual(error);
  });

  it.each([
    [99_999, undefined],
    [100_000, { pointer: '', reason: 'must hold at most 100000 values' }],
    [1_000_000, { pointer: '', reason: 'must hold at most 100000 values' }],
  ])('a list of %d values', (length, error) => {
    expect(
      findUnsafeText(
        Array.from({ length }, () => 0),
        '',
      ),
    ).toEqual(error);
  });
});

it('any other plain value is safe: emoji, control characters, numbers, null', () => {
  expect(findUnsafeText({ a: '😀\t\n\u0001\u{10ffff}', b: [1, null, true], c: {} }, '')).toBeUndefined();
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value);
      const safe = !text.includes(String.raw`\u0000`) && !/\\ud[89a-f]/.test(text);
      expect(findUnsafeText(value, '') === undefined).toBe(safe);
    }),
  );
});
