import { timesAsLong } from '../../test/setup/ratio.js';
import { InvalidInput } from '../common/errors.js';
import { parseComposeFile, templateNames } from './compose-file.js';

function errorsOf(text: string) {
  try {
    parseComposeFile(text);
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors.map(({ pointer }) => pointer);
    throw error;
  }
  return [];
}

const FILE = `
version: "3.9"
name: shop
include: [x.yaml]
networks: {back: {}}
secrets: {s: {file: ./s}}
x-common: &common
  restart: "no"
  environment: &env {A: "1"}
services:
  My_Web:
    <<: *common
    image: web:1
    depends_on: [db]
    environment: {<<: *env, B: "2"}
    configs: [{source: conf, target: /etc/web.conf}]
    volumes: ["ext:/ext", "data:/data"]
  db:
    <<: *common
    image: postgres:17
    x-devarch: {dependencies: [{service: My_Web}]}
volumes:
  data: {driver: local, driver_opts: {type: nfs}, name: shop-data}
  ext: {external: true, name: real}
configs:
  conf: {content: "x=1"}
  other: {file: ./y}
`;

it('reads one template per service, with what the file says around them', () => {
  const { services } = parseComposeFile(FILE);
  expect(services.map(({ template }) => template)).toMatchObject([
    {
      name: 'my-web',
      restart_policy: 'no',
      env_vars: [
        { key: 'A', value: '1' },
        { key: 'B', value: '2' },
      ],
      volumes: [
        { source: 'real', is_external: true },
        { source: 'data', is_external: false },
      ],
      config_files: [{ file_path: '/etc/web.conf', content: 'x=1', file_mode: '0444', is_template: false }],
      dependencies: [{ service: 'db', condition: 'service_started' }],
    },
    { name: 'db', env_vars: [{ key: 'A', value: '1' }], dependencies: [{ service: 'my-web' }] },
  ]);
  expect(services.map(({ warnings }) => warnings.map(({ code, where }) => `${code} ${where}`))).toEqual([
    ['name-changed /services/My_Web'],
    [],
  ]);
});

it('names everything at the top of the file that is lost', () => {
  const { warnings } = parseComposeFile(FILE);
  expect(warnings.map(({ code, where }) => `${code} ${where}`)).toEqual([
    'top-level-dropped /name',
    'top-level-dropped /include',
    'top-level-dropped /networks',
    'top-level-dropped /secrets',
    'volume-option-dropped /volumes/data/name',
    'top-level-dropped /configs/other',
  ]);
});

it('says nothing of the driver that a volume has anyway, and of no volume that is mounted', () => {
  const volumes = 'volumes: {a: {driver: local}, b: {driver: nfs}, c: {driver: nfs}}';
  const { warnings } = parseComposeFile(`services: {a: {image: a, volumes: ["c:/c"]}}\n${volumes}`);
  expect(warnings.map(({ code, where }) => `${code} ${where}`)).toEqual(['volume-unused /volumes/b']);
});

it('gives the same answer every time', () => {
  expect(JSON.stringify(parseComposeFile(FILE))).toBe(JSON.stringify(parseComposeFile(FILE)));
});

it.each([
  ['', ['']],
  ['a: 1', ['/services']],
  ['services: []', ['/services']],
  ['services: {a: null, b: x, c: {image: i}}', ['/services/a', '/services/b']],
  ['services: {a: {command: x}, b/c: {build: .}, d: {image: [i]}}', ['/services/a', '/services/d/image']],
  ['services: {a: {image: x}, a: {image: y}}', ['/services/a']],
  [`services: {${Array.from({ length: 1001 }, (_, i) => `s${i}: {image: x}`).join(', ')}}`, ['/services']],
  [
    `services: {${Array.from({ length: 500 }, (_, i) => `s${i}: {image: x, ports: [1-900]}`).join(', ')}}`,
    ['/services'],
  ],
])('refuses %.60s', (text, pointers) => {
  expect(errorsOf(text)).toEqual(pointers);
});

it('reads services and volumes with hostile names', () => {
  const text =
    'services: {__proto__: {image: a, volumes: ["constructor:/x"]}, toString: {image: b, depends_on: [__proto__]}}';
  const { services } = parseComposeFile(text);
  expect(services.map(({ template }) => template)).toMatchObject([
    { name: 'proto', volumes: [{ source: 'constructor', is_external: false }] },
    { name: 'tostring', dependencies: [{ service: 'proto' }] },
  ]);
});

it('gives every service a name of its own', () => {
  const keys = ['a_b', 'a-b', 'a.b', 'a-b-2', 'x'.repeat(63), 'x'.repeat(70), '###'];
  const long = 'x'.repeat(63);
  expect([...templateNames(keys).values()]).toEqual([
    'a-b-3',
    'a-b',
    'a-b-4',
    'a-b-2',
    long,
    `${'x'.repeat(61)}-2`,
    'unnamed',
  ]);
});

it.each([
  [1000, 30],
  [1, 30_000],
])('%d services with %d warnings each take no longer than reading them', (count, each) => {
  const lists = Array.from({ length: Math.ceil(each / 1000) }, (_, index): [string, string[]] => [
    `x-texts-${index}`,
    Array<string>(Math.min(each, 1000)).fill('${A:-b}'),
  ]);
  const service = { image: 'redis', ...Object.fromEntries(lists) };
  const all = Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, service]));
  const text = JSON.stringify({ services: all });
  const plain = text.replaceAll('${A:-b}', 'A or else b');
  expect(parseComposeFile(text).services.map(({ warnings }) => warnings.length)).toEqual(Array(count).fill(each));
  expect(
    timesAsLong(
      () => parseComposeFile(text),
      () => parseComposeFile(plain),
    ),
  ).toBeLessThan(5);
});
