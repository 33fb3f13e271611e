import { toEnvFile } from '../render/env-file.js';
import { InvalidInput } from '../common/errors.js';
import { parseEnvText } from './env-text.js';

it.each([
  ['', {}],
  ['A=1\nB=2', { A: '1', B: '2' }],
  ['# a remark\n\n  export A = x y # and why\r\nB=x#y', { A: 'x y', B: 'x#y' }],
  ['A: 1\nB=\nC', { A: '1', B: '' }],
  [`A='$X \\n "b"'\nB="a\\tb\\"c\\\\"`, { A: '$X \\n "b"', B: 'a\tb"c\\' }],
  ['A="one\ntwo" # ok\nB=3', { A: 'one\ntwo', B: '3' }],
  ['A=1\nB=${A}2\nC=$A-${NO:-d}-${A:+s}-${NO}\nD="$A \\$A"', { A: '1', B: '12', C: '1-d-s-', D: '1 $A' }],
  ['A=1\nA=2', { A: '2' }],
  ['a.b=1\nURL=postgres://x:y@z/q?a=b', { URL: 'postgres://x:y@z/q?a=b' }],
  ['A=# nothing', { A: '' }],
])('%j', (text, expected) => {
  expect(Object.fromEntries(parseEnvText(text))).toEqual(expected);
});

it.each([
  ['A=1\n=2', 2],
  ['A=1\n\nhunter 2', 3],
  ['A="hunter2', 1],
  ["A='x' hunter2", 1],
])('%j is refused with its line, and nothing of it', (text, line) => {
  let refused: unknown;
  try {
    parseEnvText(text);
  } catch (error) {
    refused = error;
  }
  expect(refused).toBeInstanceOf(InvalidInput);
  expect(JSON.stringify(refused)).toContain(`line ${line}`);
  expect(JSON.stringify(refused)).not.toContain('hunter');
});

it.each(['plain', '', "it's", 'a "b" $c', 'two\nlines\r\n', 'back\\slash', '#no', ' x ', '$$', '${A}'])(
  'reads what a render wrote: %j',
  (value) => {
    expect(parseEnvText(toEnvFile([{ name: 'A', value }])).get('A')).toBe(value);
  },
);
