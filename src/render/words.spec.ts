import { splitWords } from './words.js';

it.each<[string, string[] | undefined]>([
  ['redis-server --save 60 1', ['redis-server', '--save', '60', '1']],
  ['  two   words\n', ['two', 'words']],
  [`sh -c "echo 'a b'"`, ['sh', '-c', `echo 'a b'`]],
  [`--name='a "b" c'd`, ['--name=a "b" cd']],
  [`"" ''`, ['', '']],
  ['a\\ b "c\\"d\\n"', ['a b', 'c"d\\n']],
  [`'back\\slash'`, ['back\\slash']],
  ['one\\\ntwo', ['onetwo']],
  ['a && b | c', ['a', '&&', 'b', '|', 'c']],
  ['$HOME $(date)', ['$HOME', '$(date)']],
  ['', []],
  [`it's open`, undefined],
  ['"open', undefined],
  ['ends with \\', undefined],
])('%j is %j', (line, words) => {
  expect(splitWords(line)).toEqual(words);
});
