import { hasVariable, maskVariables, splitOutsideVariables, unescapeDollars } from './interpolation.js';

it.each([
  ['plain', 'plain', []],
  ['a$$b$$$$', 'a$b$$', []],
  ['$${X}', '${X}', []],
  ['${X}', '${X}', []],
  ['$${X} ${Y:-z}', '${X} ${Y:-z}', []],
  ['$(date)', '$(date)', ['dollar-unescaped']],
  ['100 $', '100 $', ['dollar-unescaped']],
  ['${1:-b}', '${1:-b}', ['dollar-unescaped']],
])('%s', (text, value, codes) => {
  const read = unescapeDollars(text, '/w');
  expect(read.value).toBe(value);
  expect(read.warnings.map(({ code }) => code)).toEqual(codes);
});

it.each([
  ['a', false],
  ['$$A', false],
  ['${A}-$B', true],
  ['${A:-${B:-c}}', true],
  ['${A}$', false],
])('%s has variables and no other dollar: %s', (text, expected) => {
  expect(hasVariable(text)).toBe(expected);
});

it.each([
  ['a:b:c', ['a', 'b', 'c']],
  ['', ['']],
  ['${A:-b}:c', ['${A:-b}', 'c']],
  ['${A:-${B:-c}}:d', ['${A:-${B:-c}}', 'd']],
  ['a:${B:-c', ['a', '${B:-c']],
  ['a}:b', ['a}', 'b']],
])('splits %s', (text, parts) => {
  expect(splitOutsideVariables(text, ':')).toEqual(parts);
  expect(maskVariables(text)).toHaveLength(text.length);
});
