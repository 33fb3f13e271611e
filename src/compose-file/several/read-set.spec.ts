import { parse } from 'yaml';
import { InvalidInput } from '../../common/errors.js';
import { finish } from '../../common/in-steps.js';
import { readSet } from './read-set.js';

const LIMIT = { key: 'services', max: 1000, reason: 'must name at most 1000 services' };

/** The files as one; each is given by its name. */
function read(texts: Record<string, string>, known: Record<string, string> = {}, merge?: string[]) {
  const files = Object.entries(texts).map(([name, text], index) => ({ name, text, field: `/files/${index}/content` }));
  const chosen = merge?.flatMap((name) => files.filter((file) => file.name === name));
  return finish(readSet({ files, merge: chosen, known: new Map(Object.entries(known)), limit: LIMIT }));
}

function refusals(texts: Record<string, string>, known: Record<string, string> = {}): string[] {
  try {
    read(texts, known);
  } catch (error) {
    if (error instanceof InvalidInput) return error.errors.map(({ pointer, reason }) => `${pointer} ${reason}`);
    throw error;
  }
  return [];
}

const service = (text: string) => `services: {a: ${text}}`;
const parsed = (text: string): unknown => Reflect.get(Object(parse(service(text)).services), 'a');

describe('a later file', () => {
  it.each<[string, string, string, string]>([
    ['single values', '{image: x:1, tty: true}', '{image: x:2}', '{image: x:2, tty: true}'],
    ['commands', '{command: [a, b]}', '{command: [c]}', '{command: [c]}'],
    ['entrypoints', '{entrypoint: a}', '{entrypoint: [b]}', '{entrypoint: [b]}'],
    [
      'tests',
      '{healthcheck: {test: [CMD, a], retries: 1}}',
      '{healthcheck: {test: b}}',
      '{healthcheck: {test: b, retries: 1}}',
    ],
    [
      'maps and lists of variables',
      '{environment: {A: 1, B: 2}}',
      '{environment: [B=3, C]}',
      '{environment: {A: 1, B: "3", C: null}}',
    ],
    ['a variable that is passed on', '{environment: {A: 1}}', '{environment: [A]}', '{environment: {A: null}}'],
    ['labels', '{labels: [a=1]}', '{labels: {a: 2}}', '{labels: {a: 2}}'],
    ['lists', '{cap_add: [A]}', '{cap_add: [A, B]}', '{cap_add: [A, B]}'],
    ['ports', '{ports: ["80:80", "81:81"]}', '{ports: ["82:80"]}', '{ports: ["80:80", "81:81", "82:80"]}'],
    [
      'ports in two forms',
      '{ports: ["80:80"]}',
      '{ports: [{target: 80, published: "80", mode: host}]}',
      '{ports: [{target: 80, published: "80", mode: host}]}',
    ],
    ['mounts of one path', '{volumes: [a:/x, b:/y]}', '{volumes: [./c:/x]}', '{volumes: [./c:/x, b:/y]}'],
    [
      'configs of one path',
      '{configs: [{source: a, target: /x}]}',
      '{configs: [{source: b, target: /x}]}',
      '{configs: [{source: b, target: /x}]}',
    ],
    ['env files', '{env_file: a.env}', '{env_file: [b.env]}', '{env_file: [a.env, b.env]}'],
    ['builds', '{build: ./a}', '{build: {target: x}}', '{build: {context: ./a, target: x}}'],
    [
      'one driver of logs',
      '{logging: {driver: d, options: {a: 1}}}',
      '{logging: {options: {b: 2}}}',
      '{logging: {driver: d, options: {a: 1, b: 2}}}',
    ],
    [
      'another driver of logs',
      '{logging: {driver: d, options: {a: 1}}}',
      '{logging: {driver: e}}',
      '{logging: {driver: e}}',
    ],
    [
      'dependencies',
      '{depends_on: [b]}',
      '{depends_on: {c: {condition: service_healthy}}}',
      '{depends_on: {b: {condition: service_started}, c: {condition: service_healthy}}}',
    ],
    ['keys of nobody', '{x-a: {b: 1}}', '{x-a: {c: 2}}', '{x-a: {c: 2}}'],
    ['a reset', '{ports: ["80:80"], tty: true}', '{ports: !reset [], tty: !reset null}', '{}'],
    ['a reset variable', '{environment: [A=1, B=2]}', '{environment: {A: !reset null}}', '{environment: {B: "2"}}'],
    [
      'an override',
      '{ports: ["80:80"], environment: {A: 1}}',
      '{ports: !override ["81:81"], environment: !override {B: 2}}',
      '{ports: ["81:81"], environment: {B: 2}}',
    ],
    ['nothing', '{image: x}', 'null', '{image: x}'],
  ])('merges %s', (_, base, later, expected) => {
    const { value } = read({ 'compose.yaml': service(base), 'compose.override.yaml': service(later) });
    expect(value).toEqual({ services: { a: parsed(expected) } });
  });

  it('adds and takes away services, volumes and names', () => {
    const { value } = read({
      'compose.yaml': 'name: one\nservices: {a: {image: a}, b: {image: b}}\nvolumes: {v: {driver: x}, w: {}}',
      'more.yml':
        'name: two\nservices: {b: !reset null, c: {image: c}}\nvolumes: {v: {labels: {a: b}}, w: !reset null}',
    });
    expect(value).toEqual({
      name: 'two',
      services: { a: { image: 'a' }, c: { image: 'c' } },
      volumes: { v: { driver: 'x', labels: { a: 'b' } } },
    });
  });

  it('overrides what a service extends in its own file, after that', () => {
    const files = {
      'compose.yaml': service('{image: x, ports: ["1:1"], environment: {A: 1}}'),
      'more.yaml':
        'services: {base: {ports: ["2:2"], environment: {B: 2}}, a: {extends: base, ports: !override ["3:3"]}}',
    };
    expect(read(files).value).toMatchObject({
      services: { a: { image: 'x', ports: ['3:3'], environment: { A: 1, B: 2 } } },
    });
  });

  it('is one of those that the request names, in its order', () => {
    const files = { 'b.yaml': service('{image: b}'), 'a.yaml': service('{image: a}'), 'c.yaml': service('{image: c}') };
    expect(read(files, {}, ['a.yaml', 'b.yaml']).value).toEqual({ services: { a: { image: 'b' } } });
  });
});

describe('extends', () => {
  it('takes a service of another file, with paths from the folder of that file (case 08)', () => {
    const { value } = read({
      'compose.yaml': 'services: {web: {extends: {file: lib/common.yaml, service: web}, ports: ["8080:80"]}}',
      'lib/common.yaml':
        'services: {web: {extends: {file: ../base.yaml, service: w}, image: "acme/web:1", volumes: [./data:/d, named:/n], build: .}}',
      'base.yaml': 'services: {w: {env_file: w.env, volumes: [../up:/u]}}',
    });
    expect(value).toEqual({
      services: {
        web: {
          image: 'acme/web:1',
          ports: ['8080:80'],
          env_file: 'w.env',
          volumes: ['../up:/u', './lib/data:/d', 'named:/n'],
          build: './lib',
        },
      },
    });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'nothing',
      { 'a.yaml': service('{extends: {file: nope.yaml, service: x}}'), 'nop.yaml': 'a: 1' },
      '/files/0/content#/services/a/extends/file names nope.yaml, which is not among the files that are given; did you mean nop.yaml?',
    ],
    [
      'what is outside',
      { 'a.yaml': service('{extends: {file: ../b.yaml, service: x}}') },
      '/files/0/content#/services/a/extends/file leads out of the files that are given',
    ],
    [
      'an absolute path',
      { 'a.yaml': service('{extends: {file: /etc/passwd, service: x}}') },
      '/files/0/content#/services/a/extends/file must be a path from the folder of the file, to one of the files that are given',
    ],
    [
      'an address',
      { 'a.yaml': service('{extends: {file: "https://x.test/a.yaml", service: x}}') },
      '/files/0/content#/services/a/extends/file must be a path from',
    ],
    [
      'no service of it',
      { 'a.yaml': service('{extends: {file: b.yaml, service: x}}'), 'b.yaml': service('{}') },
      '/files/0/content#/services/a/extends must name a service of b.yaml',
    ],
    [
      'a circle',
      {
        'a.yaml': service('{extends: {file: b.yaml, service: a}}'),
        'b.yaml': service('{extends: {file: a.yaml, service: a}}'),
      },
      '/files/1/content#/services/a/extends goes round in a circle: a.yaml a, b.yaml a, a.yaml a',
    ],
    [
      'a variable',
      { 'a.yaml': service('{extends: {file: "${X}.yaml", service: a}}') },
      '/files/0/content#/services/a/extends/file has a variable that is not known',
    ],
  ])('refuses %s', (_, files, expected) => {
    expect(refusals(files)).toEqual([expect.stringContaining(expected)]);
  });

  it('knows the variables of the request and of .env in a path', () => {
    const files = {
      'a.yaml': service('{extends: {file: "${X}-${Y:-z}.yaml", service: a}}'),
      '.env': 'X=b',
      'b-z.yaml': service('{image: x}'),
    };
    expect(read(files).value).toEqual({ services: { a: { image: 'x' } } });
    const more = { ...files, 'c-z.yaml': service('{image: y}') };
    expect(read(more, { X: 'c' }, ['a.yaml']).value).toEqual({ services: { a: { image: 'y' } } });
  });
});

describe('include', () => {
  const SUB =
    'services: {b: {image: "b:${TAG:-0}", volumes: [./d:/d], labels: {t: "${TAG}", u: "${U:-1}"}}}\nvolumes: {v: {}}';

  it('takes what another file declares, with its paths and the values that it alone has', () => {
    const { value } = read({
      'compose.yaml': 'include: [sub/compose.yaml]\nservices: {a: {image: a, depends_on: [b]}}',
      'sub/compose.yaml': SUB,
      'sub/.env': 'TAG=1$',
    });
    expect(value).toEqual({
      services: {
        a: { image: 'a', depends_on: ['b'] },
        b: { image: 'b:1$$', volumes: ['./sub/d:/d'], labels: { t: '1$$', u: '${U:-1}' } },
      },
      volumes: { v: {} },
    });
  });

  it('has a long form with several files, a folder and files of values, before which the request counts', () => {
    const files = {
      'compose.yaml':
        'include: [{path: [sub/compose.yaml, over.yaml], project_directory: other, env_file: [one.env, two.env]}]',
      'sub/compose.yaml': SUB,
      'over.yaml': 'services: {b: {tty: true}}',
      'one.env': 'TAG=1\nU=2',
      'two.env': 'TAG=2',
    };
    const labels = (known: Record<string, string>) => Object(read(files, known).value.services).b;
    expect(labels({})).toEqual({ image: 'b:2', tty: true, volumes: ['./other/d:/d'], labels: { t: '2', u: '2' } });
    expect(labels({ U: '3' }).labels).toEqual({ t: '2', u: '${U:-1}' });
  });

  it('takes one file twice, and in a later file what is included is overridden', () => {
    const { value } = read({
      'compose.yaml': 'include: [x.yaml, y.yaml]\nservices: {a: {image: a}}',
      'x.yaml': 'include: [z.yaml]',
      'y.yaml': 'include: [z.yaml]',
      'z.yaml': 'services: {z: {image: z, environment: {A: 1}}}',
      'override.yaml': 'services: {z: {environment: {B: 2}}}',
    });
    expect(value.services).toEqual({ a: { image: 'a' }, z: { image: 'z', environment: { A: 1, B: 2 } } });
  });

  it.each<[string, Record<string, string>, string]>([
    [
      'what both declare',
      { 'a.yaml': 'include: [b.yaml]\nservices: {x: {image: a}}', 'b.yaml': 'services: {x: {image: b}}' },
      '/files/0/content#/include/0 declares services x otherwise',
    ],
    [
      'a circle',
      { 'a.yaml': 'include: [b.yaml]', 'b.yaml': 'include: [{path: c.yaml}]', 'c.yaml': 'include: [b.yaml]' },
      '/files/2/content#/include/0 goes round in a circle: a.yaml, b.yaml, c.yaml, b.yaml',
    ],
    ['itself', { 'a.yaml': 'include: [a.yaml]' }, '/files/0/content#/include/0 goes round in a circle: a.yaml, a.yaml'],
    [
      'a missing file',
      { 'a.yaml': 'include: [{path: b.yaml}]' },
      '/files/0/content#/include/0/path names b.yaml, which is not among',
    ],
    [
      'a missing file of values',
      { 'a.yaml': 'include: [{path: b.yaml, env_file: x.env}]', 'b.yaml': 'services: {}' },
      '/files/0/content#/include/0/env_file names x.env',
    ],
    ['no list', { 'a.yaml': 'include: {path: b.yaml}' }, '/files/0/content#/include must be a list'],
    ['an entry of nothing', { 'a.yaml': 'include: [{}]' }, '/files/0/content#/include/0 must name a file'],
    [
      'broken YAML',
      { 'a.yaml': 'include: [b.yaml]', 'b.yaml': 'a: [' },
      '/files/1/content is not valid YAML at line 1',
    ],
  ])('refuses %s', (_, files, expected) => {
    expect(refusals(files)).toEqual([expect.stringContaining(expected)]);
  });
});

describe('env_file', () => {
  it('gives what environment does not say, the later file first; what was not given stays named', () => {
    const { value } = read({
      'compose.yaml': service(
        '{image: x, env_file: [one.env, {path: two.env}, {path: gone.env, required: false}], environment: [A=0]}',
      ),
      'one.env': 'A=1\nB=1\nC=1',
      'two.env': "B=2\nD='$x'\nE=${B}-${F}\nG",
    });
    expect(value).toEqual({
      services: {
        a: {
          image: 'x',
          env_file: [{ path: 'gone.env', required: false }],
          environment: { A: '0', B: '2', C: '1', D: '$$x', E: '2-${F}', G: null },
        },
      },
    });
  });

  it('is read as it stands where its format is raw', () => {
    const files = { 'a.yaml': service('{env_file: {path: r.env, format: raw}}'), 'r.env': '# no\nA="$x" # y\n' };
    expect(read(files).value).toEqual({ services: { a: { environment: { A: '"$$x" # y' } } } });
  });
});

it('says where everything stands, whatever it was merged of', () => {
  const { origin } = read({
    'compose.yaml': 'include: [sub/c.yaml]\nservices:\n  a:\n    image: x\n    ports:\n      - "80:80"\n',
    'sub/c.yaml': 'services:\n  b: {image: y}\n',
    'o.yaml': 'services:\n  a:\n    ports:\n      - "81:81"\n    environment:\n      - B=1\n',
  });
  const told = (where: string) => {
    const { file, where: place, line } = origin(where);
    return `${file}#${place} ${line}`;
  };
  expect(told('/services/a/image')).toBe('/files/0/content#/services/a/image 4');
  expect(told('/services/a/ports/0')).toBe('/files/0/content#/services/a/ports/0 6');
  expect(told('/services/a/ports/1')).toBe('/files/2/content#/services/a/ports/0 4');
  expect(told('/services/a/environment/0')).toBe('/files/2/content#/services/a/environment/0 6');
  expect(told('/services/b/image')).toBe('/files/1/content#/services/b/image 2');
  expect(told('/services/a/command')).toBe('/files/2/content#/services/a/command 2');
  expect(told('/networks')).toBe('/files/0/content#/networks undefined');
});

it('names what it does not read', () => {
  const { warnings, value } = read({
    'readme.md': 'x',
    'prom.yml': 'global: {a: 1}',
    'compose.yaml': service('{image: x}'),
  });
  expect(value).toEqual({ services: { a: { image: 'x' } } });
  expect(warnings.map(({ code, file }) => `${code} ${file}`)).toEqual([
    'file-unused /files/0/content',
    'file-unused /files/1/content',
  ]);
});
