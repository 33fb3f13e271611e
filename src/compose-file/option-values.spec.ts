import { booleanOf, bytesOf, countOf, cpusOf, pairsOf, secondsOf, textsOf } from './option-values.js';

it.each([
  [0, 0],
  ['512', 512],
  ['1k', 1024],
  ['1.5kb', 1536],
  ['2 GiB', 2 * 1024 ** 3],
  ['64M', 64 * 1024 ** 2],
  ['1,5g', undefined],
  ['-1', undefined],
  ['lots', undefined],
  [null, undefined],
  ['9999999p', undefined],
])('bytesOf(%j) is %j', (value, bytes) => expect(bytesOf(value)).toBe(bytes));

it.each([
  [
    { a: 'b', c: 1, d: null },
    [
      ['a', 'b'],
      ['c', '1'],
      ['d', null],
    ],
  ],
  [
    ['a=b=c', 'd'],
    [
      ['a', 'b=c'],
      ['d', null],
    ],
  ],
  [[{ a: 1 }], undefined],
  [{ a: [] }, undefined],
  ['a=b', undefined],
])('pairsOf(%j) is %j', (value, pairs) => expect(pairsOf(value)).toEqual(pairs));

it('pairs of hosts may be separated by either sign, the first of which counts', () => {
  expect(pairsOf(['six:::1', 'four=10.0.0.1'], /[=:]/)).toEqual([
    ['six', '::1'],
    ['four', '10.0.0.1'],
  ]);
});

it.each([
  [countOf, 3, 3],
  [countOf, '03', 3],
  [countOf, -1, undefined],
  [countOf, 1.5, undefined],
  [cpusOf, 0.5, '0.5'],
  [cpusOf, '2', '2'],
  [cpusOf, 0, undefined],
  [cpusOf, 'half', undefined],
  [booleanOf, 'true', true],
  [booleanOf, false, false],
  [booleanOf, 'yes', undefined],
  [secondsOf, '1m30s', 90],
  [secondsOf, 'soon', undefined],
])('%p of %j is %j', (read, value, expected) => expect(read(value)).toBe(expected));

it('a text stands for a list of one; what is no text makes the list none', () => {
  expect([textsOf('a'), textsOf(['a', 1]), textsOf([['a']]), textsOf({ a: 1 })]).toEqual([
    ['a'],
    ['a', '1'],
    undefined,
    undefined,
  ]);
});
