import { maskVariables, splitOutsideVariables, unescapeDollars } from './interpolation.js';

it.each([
  ['plain', 'plain', []],
  ['a$$b$$$$', 'a$b$$', []],
  ['$${X}', '${X}', []],
  ['${X}', '${X}', ['interpolation-kept']],
  ['$${X} ${Y:-z}', '${X} ${Y:-z}', ['interpolation-kept']],
  ['$X', '$X', ['interpolation-kept']],
  ['$$$X', '$$X', ['interpolation-kept']],
  ['$(date)', '$(date)', ['dollar-unescaped']],
  ['100 $', '100 $', ['dollar-unescaped']],
])('%s', (text, value, codes) => {
  const read = unescapeDollars(text, '/w');
  expect(read.value).toBe(value);
  expect(read.warnings.map(({ code }) => code)).toEqual(codes);
});

it('names neither a variable nor its default, as both may be parts of a password', () => {
  const [said] = unescapeDollars('x ${PASSWORD:-hunter2}', '/w').warnings;
  expect(said?.message).toBe(
    'A variable is not filled in, so the container gets this text as it stands; set its value',
  );
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
