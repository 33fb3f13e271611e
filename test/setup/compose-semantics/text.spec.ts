import { cleanPath, imageName, interpolate, modeText, seconds, words } from './text.js';

const KNOWN = new Map([
  ['NAME', 'a$b'],
  ['EMPTY', ''],
]);

it.each([
  ['plain', 'plain'],
  ['$$', '$'],
  ['$$$$', '$$'],
  ['$${NAME}', '${NAME}'],
  ['$$$NAME', '$a$b'],
  ['${NAME}', 'a$b'],
  ['$NAME.x', 'a$b.x'],
  ['${NAME:-else}', 'a$b'],
  ['<${EMPTY}>', '<>'],
  ['${OTHER}', '«${OTHER}»'],
  ['${OTHER:-${NAME}}', '«${OTHER:-${NAME}}»'],
  ['${A}-${B:?no}', '«${A}»-«${B:?no}»'],
  ['100 $', '100 $'],
])('interpolate %s', (text, expected) => {
  expect(interpolate(text, KNOWN)).toBe(expected);
});

it.each([
  ['', []],
  ['   ', []],
  ['a b', ['a', 'b']],
  ['  a\n\tb  ', ['a', 'b']],
  ['a "b c" d', ['a', 'b c', 'd']],
  [`a 'b "c"' d`, ['a', 'b "c"', 'd']],
  ['a "" b', ['a', '', 'b']],
  ["a '' b", ['a', '', 'b']],
  ['a"b c"d', ['ab cd']],
  ['a\\ b', ['a b']],
  ['"a\\"b\\n"', ['a"b\\n']],
  [String.raw`'a\b'`, [String.raw`a\b`]],
  ['a \\\n b', ['a', 'b']],
])('words of %j', (line, expected) => {
  expect(words(line)).toEqual(expected);
});

it.each([
  ['30s', 30],
  ['1m30s', 90],
  ['1.5s', 1.5],
  ['1500ms', 1.5],
  ['1h', 3600],
  ['0s', 0],
  ['30', undefined],
  ['', undefined],
  ['1m x', undefined],
])('seconds of %s', (text, expected) => {
  expect(seconds(text)).toBe(expected);
});

it.each([
  ['redis', 'docker.io/library/redis:latest'],
  ['docker.io/redis:7', 'docker.io/library/redis:7'],
  ['docker.io/library/redis:7', 'docker.io/library/redis:7'],
  ['index.docker.io/library/redis:7', 'docker.io/library/redis:7'],
  ['grafana/grafana:11.4.0', 'docker.io/grafana/grafana:11.4.0'],
  ['quay.io/a/b', 'quay.io/a/b:latest'],
  ['localhost/a', 'localhost/a:latest'],
  ['registry.example.com:5000/a/b:1', 'registry.example.com:5000/a/b:1'],
  ['redis@sha256:00ff', 'docker.io/library/redis@sha256:00ff'],
  ['redis:7@sha256:00ff', 'docker.io/library/redis:7@sha256:00ff'],
])('image %s', (text, expected) => {
  expect(imageName(text)).toBe(expected);
});

it.each([
  ['/data/', '/data'],
  ['//a///b', '/a/b'],
  ['/a/./b', '/a/b'],
  ['/', '/'],
  ['./x/', './x'],
])('path %s', (path, expected) => {
  expect(cleanPath(path)).toBe(expected);
});

it.each([
  [0o440, '0440'],
  ['0440', '0440'],
  ['440', '0440'],
  ['0o440', '0440'],
  [0o1777, '1777'],
])('mode %s', (value, expected) => {
  expect(modeText(value)).toBe(expected);
});
