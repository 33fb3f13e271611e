import { isReadable } from './interpolation.js';

it.each([
  ['plain', true],
  ['$$', true],
  ['$NAME and ${NAME}', true],
  ['${NAME:-a b}', true],
  ['${NAME-}', true],
  ['${NAME:?must be set}', true],
  ['$', false],
  ['$1', false],
  ['${NAME:+x}', false],
  ['${A:-${B}}', false],
  ['$$$', false],
  [{ a: ['b', { c: '$1' }] }, false],
  [{ a: ['b', 1, null, true] }, true],
])('%j can be read by docker stack deploy: %s', (value, readable) => expect(isReadable(value)).toBe(readable));
