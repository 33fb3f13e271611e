import { parseEnvironment } from './environment.js';

function read(value: unknown, ...secrets: string[]) {
  const names = secrets.map((name, index) => ({ name, where: `/secrets/${index}` }));
  const { value: items, warnings } = parseEnvironment(value, '/environment', names);
  return [items.map((item) => [item.key, item.value]), warnings.map(({ code, where }) => `${code} ${where}`), items];
}

it.each([
  ['text', { A: 'b c' }, [['A', 'b c']]],
  [
    'numbers',
    { A: 1, B: 1.5, C: -0.25, D: 0.00001, E: 1234567.5 },
    [
      ['A', '1'],
      ['B', '1.5'],
      ['C', '-0.25'],
      ['D', '1e-05'],
      ['E', '1.2345675e+06'],
    ],
  ],
  [
    'booleans',
    { A: true, B: false },
    [
      ['A', 'true'],
      ['B', 'false'],
    ],
  ],
  [
    'null',
    { A: null, B: '' },
    [
      ['A', null],
      ['B', ''],
    ],
  ],
  [
    'a list',
    ['A=b=c', 'B=', 'C', 'D="q"'],
    [
      ['A', 'b=c'],
      ['B', ''],
      ['C', null],
      ['D', '"q"'],
    ],
  ],
  [
    'escaped dollars',
    { A: 'a$$b', B: '$${X}' },
    [
      ['A', 'a$b'],
      ['B', '${X}'],
    ],
  ],
  ['nothing', undefined, []],
])('reads %s', (_, value, items) => {
  expect(read(value).slice(0, 2)).toEqual([items, []]);
});

it.each([
  [{ A: '${X:-y}' }, [['A', '${X:-y}']], []],
  [['A=$X'], [['A', '$X']], []],
  [{ A: '5 $' }, [['A', '5 $']], ['dollar-unescaped /environment/A']],
  [
    ['A=1', 'B=2', 'A=3'],
    [
      ['A', '3'],
      ['B', '2'],
    ],
    ['duplicate-item /environment/2'],
  ],
  [{ A: ['x'], B: {} }, [], ['shape-invalid /environment/A', 'shape-invalid /environment/B']],
  [[{ A: 'b' }, null], [], ['shape-invalid /environment/0', 'shape-invalid /environment/1']],
  [{ 'A B': 'x', 'a/b~': ['x'] }, [], ['shape-invalid /environment/a~1b~0', 'item-invalid /environment/A B']],
  [['=x'], [], ['item-invalid /environment/0']],
  ['A=b', [], ['shape-invalid /environment']],
])('names what is wrong in %j', (value, items, warnings) => {
  expect(read(value).slice(0, 2)).toEqual([items, warnings]);
});

it('marks the secrets, and names one that is not there', () => {
  const [, warnings, items] = read({ A: '1', PASSWORD: 'x' }, 'PASSWORD', 'PASWORD');
  expect(items).toEqual([
    { key: 'A', value: '1', is_secret: false },
    { key: 'PASSWORD', value: 'x', is_secret: true },
  ]);
  expect(warnings).toEqual(['secret-unknown /secrets/1']);
});

it('never repeats a value in a warning', () => {
  const { warnings } = parseEnvironment({ A: '${X:-hunter2}', 'B C': 'hunter2', D: ['hunter2'] }, '/e', []);
  expect(warnings).toHaveLength(2);
  expect(JSON.stringify(warnings)).not.toContain('hunter2');
});
