import fc from 'fast-check';
import { Conflict, DomainError, Impossible, InvalidInput, NotFound, excerpt, Unavailable } from './errors.js';

it.each([
  [InvalidInput.field('/a', 'must be b'), 'invalid-input', 'InvalidInput', '/a must be b.'],
  [new NotFound('There is no stack "a".'), 'not-found', 'NotFound', 'There is no stack "a".'],
  [new Conflict('Taken.', 'uq_stacks_name', 'a'), 'conflict', 'Conflict', 'Taken.'],
  [new Impossible('The template has no such port.'), 'impossible', 'Impossible', 'The template has no such port.'],
  [
    new Unavailable(),
    'unavailable',
    'Unavailable',
    'The database does not answer at the moment. Nothing was changed; try again.',
  ],
])('%p', (error, kind, name, message) => {
  expect(error).toBeInstanceOf(DomainError);
  expect(error).toBeInstanceOf(Error);
  expect([error.kind, error.name, error.message]).toEqual([kind, name, message]);
});

describe('the sentence of invalid input', () => {
  it.each([
    [[], 'The input is not valid.'],
    [[{ pointer: '', reason: 'must be an object' }], 'The body must be an object.'],
    [[{ pointer: '/limit', reason: 'must be 1' }], '/limit must be 1.'],
    [
      [
        { pointer: '/a', reason: 'is wrong' },
        { pointer: '/b', reason: 'too' },
        { pointer: '/c', reason: 'too' },
      ],
      '/a is wrong (and 2 more).',
    ],
  ])('%j', (errors, sentence) => {
    expect(new InvalidInput(errors).message).toBe(sentence);
  });

  it('keeps at most 100 entries, whoever collected them, and counts the rest (traps, validation)', () => {
    const errors = Array.from({ length: 5000 }, (_, index) => ({ pointer: `/${index}`, reason: 'is wrong' }));
    const error = new InvalidInput(errors);
    expect(error.errors).toEqual(errors.slice(0, 100));
    expect(error.message).toBe('/0 is wrong (and 4999 more).');
  });
});

describe('what was given, as it is shown', () => {
  it.each([
    [undefined, undefined],
    [null, 'null'],
    [-1, '-1'],
    ['', '""'],
    ['a"b\n', String.raw`"a\"b\n"`],
    [[1, 2], 'a list'],
    [{ a: 1 }, 'an object'],
    [true, 'true'],
    [Number.NaN, 'NaN'],
    [1e400, 'Infinity'],
    ['x'.repeat(200), `"${'x'.repeat(79)}…`],
  ])('%j', (value, picture) => {
    expect(excerpt(value)).toBe(picture);
  });

  it('is one short line of valid Unicode for any value', () => {
    const value = fc.oneof(fc.anything({ withBigInt: true }), fc.string({ unit: 'grapheme', minLength: 70 }));
    fc.assert(
      fc.property(value, (given) => {
        const text = excerpt(given) ?? '';
        expect(text.length).toBeLessThanOrEqual(81);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[\n\r]/);
      }),
    );
  });

  it.each([
    [10n, '10'],
    [Symbol('x'), 'a symbol'],
    [() => 1, 'a function'],
  ])('says something of %p, which JSON cannot hold', (value, picture) => {
    expect(excerpt(value)).toBe(picture);
  });

  it('does not cut a character in half', () => {
    expect(excerpt(`${'x'.repeat(78)}😀😀`)).toBe(`"${'x'.repeat(78)}…`);
  });
});

it('an outage keeps its cause for the log and says when to come back', () => {
  const cause = new Error('ECONNREFUSED');
  const error = new Unavailable('Away.', 5, { cause });
  expect([error.cause, error.retry_after_seconds, new Unavailable().retry_after_seconds]).toEqual([cause, 5, 2]);
});
