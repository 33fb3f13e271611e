import { parseDependencyList, parseDependsOn, resolveDependencies } from './dependencies.js';

const started = (service: string) => ({ service, condition: 'service_started' });

it.each([
  [['db', 'cache'], [started('db'), started('cache')], []],
  [{ db: { condition: 'service_healthy' } }, [{ service: 'db', condition: 'service_healthy' }], []],
  [{ db: null, cache: {} }, [started('db'), started('cache')], []],
  [
    { db: { condition: 'service_started', restart: true, required: false } },
    [{ ...started('db'), required: false }],
    ['dependency-option-dropped /d/db/restart'],
  ],
  [{ db: { condition: 'service_started', restart: false, required: true } }, [started('db')], []],
  [{ db: { required: 'no' } }, [{ ...started('db'), required: true }], ['shape-invalid /d/db/required']],
  [{ db: { link: 'x' } }, [started('db')], ['dependency-option-dropped /d/db/link']],
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
  const linked = (service: string) => ({ link: service, ...started(service), required: true });
  expect(resolved.value).toEqual([linked('my-db'), linked('db'), linked('else-where')]);
  expect(resolved.warnings.map(({ code, where }) => `${code} ${where}`)).toEqual([
    'dependency-invalid /d/2',
    'name-changed /d/3',
    'duplicate-item /e/db',
  ]);
});

it('takes the links of x-devarch, and those of depends_on for the same where that has none', () => {
  const list = [
    { link: 'Primary', service: 'db', condition: 'service_healthy' },
    { link: 'replica', service: 'db', required: false },
    { link: '', service: 'cache' },
    { link: 'replica', service: 'queue' },
  ];
  const { value, warnings } = parseDependencyList(list, '/d');
  const resolved = resolveDependencies([...parseDependsOn(['db', 'mail'], '/e').value, ...value], 'web', new Map());
  expect(resolved.value).toEqual([
    { link: 'mail', ...started('mail'), required: true },
    { link: 'primary', service: 'db', condition: 'service_healthy', required: true },
    { link: 'replica', ...started('db'), required: false },
    { link: 'cache', ...started('cache'), required: true },
  ]);
  expect([...warnings, ...resolved.warnings].map(({ code, where }) => `${code} ${where}`)).toEqual([
    'name-changed /d/0/link',
    'shape-invalid /d/2/link',
    'duplicate-item /d/3',
  ]);
});
