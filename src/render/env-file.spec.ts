import { toEnvFile } from './env-file.js';

it.each([
  ['plain', 'hunter2', 'hunter2'],
  ['a URL', 'postgres://u:p@host:5432/db?x=1', "'postgres://u:p@host:5432/db?x=1'"],
  ['nothing', '', ''],
  ['spaces and hashes', 'a b #c', "'a b #c'"],
  ['a dollar', '$HOME', "'$HOME'"],
  ['double quotes', 'say "hi"', `'say "hi"'`],
  ['a line break', 'a\nb', "'a\nb'"],
  ['a single quote', "it's $5", String.raw`"it's \$5"`],
  ['a backslash', String.raw`a\nb"`, String.raw`"a\\nb\""`],
  ['a carriage return', "a\r\nb'", String.raw`"a\r\nb'"`],
])('%s', (_, value, expected) => expect(toEnvFile([{ name: 'A', value }])).toBe(`A=${expected}\n`));

it('a variable without a value is a line to fill in', () =>
  expect(toEnvFile([{ name: 'A' }, { name: 'B' }])).toBe('A=\nB=\n'));
