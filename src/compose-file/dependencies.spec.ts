import { parseDependencyList, parseDependsOn, resolveDependencies } from './dependencies.js';

const started = (service: string) => ({ service, condition: 'service_started' });

it.each([
  [['db', 'cache'], [started('db'), started('cache')], []],
  [{ db: { condition: 'service_healthy' } }, [{ service: 'db', condition: 'service_healthy' }], []],
  [{ db: null, cache: {} }, [started('db'), started('cache')], []],
  [
    { db: { condition: 'service_started', restart: true, required: false } },
    [started('db')],
    ['dependency-option-dropped /d/db/restart', 'dependency-option-dropped /d/db/required'],
  ],
  [{ db: { condition: 'service_started', restart: false, required: true } }, [started('db')], []],
  [{ db: { condition: 'ready' } }, [started('db')], ['condition-invalid /d/db/condition']],
  [{ db: 'service_healthy' }, [{ service: 'db', condition: 'service_healthy' }], []],
  [['db', null, ['x']], [started('db')], ['dependency-invalid /d/1', 'dependency-invalid /d/2']],
  ['db', [], ['shape-invalid /d']],
  [undefined, [], []],
])('reads depends_on: %j', (value, expected, codes) => {
  const { value: found, warnings } = parseDependsOn(value, '/d');
  expect(found).toMatchObject(expected);
  expect(found).toHaveLength(expected.length);
  expect(warnings.map(({ code, where }) => `${code} ${where}`)).toEqual(codes);
});

it('reads the list of x-devarch', () => {
  const list = [{ service: 'db', condition: 'service_completed_successfully' }, { service: 'c', restart: true }, 'x'];
  expect(parseDependencyList(list, '/d')).toMatchObject({
    value: [{ service: 'db', condition: 'service_completed_successfully' }, started('c')],
    warnings: [
      { code: 'dependency-option-dropped', where: '/d/1/restart' },
      { code: 'dependency-invalid', where: '/d/2' },
    ],
  });
});

it('names templates, once each and never the service itself', () => {
  const { value } = parseDependsOn(['My_DB', 'db', 'web', 'Else_Where', 'db'], '/d');
  const again = parseDependsOn({ db: { condition: 'service_healthy' } }, '/e').value;
  const names = new Map([
    ['My_DB', 'my-db'],
    ['db', 'db'],
    ['web', 'web'],
  ]);
  const resolved = resolveDependencies([...value, ...again], 'web', names);
  expect(resolved.value).toEqual([started('my-db'), started('db'), started('else-where')]);
  expect(resolved.warnings.map(({ code, where }) => `${code} ${where}`)).toEqual([
    'dependency-invalid /d/2',
    'name-changed /d/3',
    'duplicate-item /e/db',
  ]);
});
