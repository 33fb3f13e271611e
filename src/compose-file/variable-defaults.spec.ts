import { growth } from '../../test/setup/ratio.js';
import { fillDefaults } from './variable-defaults.js';

it.each([
  ['${A:-b}', 'b'],
  ['${A-b}', 'b'],
  ['${A:-}', ''],
  ['${A:+b}', ''],
  ['x${A:-b}y${C-d}z', 'xbydz'],
  ['${A:-${B:-c}}/d', 'c/d'],
  ['${A:-${B}}', '${B}'],
  ['${A:-b:c}:/d', 'b:c:/d'],
  ['$${A:-b}', '$${A:-b}'],
  ['$$${A:-b}', '$$b'],
  ['${A}', '${A}'],
  ['$A', '$A'],
  ['${A:?must be set}', '${A:?must be set}'],
  ['${A:-b', '${A:-b'],
  ['${1:-b}', '${1:-b}'],
  ['plain', 'plain'],
])('%s becomes %s', (text, expected) => {
  expect(fillDefaults({ name: text }).value).toEqual({ name: expected });
});

it('counts the variables and names their place, never what stands there', () => {
  const { warnings } = fillDefaults({ services: { db: { environment: ['A=${PASSWORD:-hunter2}${B-c}'], tty: true } } });
  expect(warnings).toEqual([
    {
      code: 'variable-default',
      where: '/services/db/environment/0',
      message: '2 variables are not known here; the default is taken',
    },
  ]);
});

it('leaves the texts of configs to Compose, and fragments to where they are used', () => {
  const file = { configs: { a: { content: '${A:-b}' } }, 'x-app': { image: '${A:-b}' } };
  expect(fillDefaults(file)).toEqual({ value: file, warnings: [] });
});

it('takes ten times as long for hostile texts that are ten times as long', () => {
  const work = (size: number) => () =>
    fillDefaults({ a: '${'.repeat(size), b: `${'${A:-'.repeat(size / 10)}${'}'.repeat(size / 10)}` });
  expect(growth(work, 20_000)).toBeLessThan(25);
});
