import { timesAsLong } from '../../test/setup/ratio.js';
import { InvalidInput } from '../common/errors.js';
import { followExtends } from './extends.js';
import { mergeServices } from './merge-services.js';
import { readYaml } from './yaml-text.js';

/** base, override, expected. */
it.each<[string, object, object, object]>([
  ['single values', { image: 'a', tty: true }, { image: 'b' }, { image: 'b', tty: true }],
  ['absent values', { image: 'a' }, { image: null }, { image: 'a' }],
  ['commands', { command: ['a', 'b'] }, { command: ['c'] }, { command: ['c'] }],
  ['commands of two forms', { command: ['a', 'b'] }, { command: 'c' }, { command: 'c' }],
  [
    'a healthcheck',
    { healthcheck: { test: ['CMD', 'a'], retries: 3 } },
    { healthcheck: { test: ['CMD', 'b'] } },
    { healthcheck: { test: ['CMD', 'b'], retries: 3 } },
  ],
  ['maps', { environment: { A: 1, B: 2 } }, { environment: { B: 3 } }, { environment: { A: 1, B: 3 } }],
  ['pairs', { environment: ['A=1', 'B'] }, { environment: ['B=2=3'] }, { environment: { A: '1', B: '2=3' } }],
  ['map and pairs', { labels: { a: 1 } }, { labels: ['b=2'] }, { labels: { a: 1, b: '2' } }],
  ['lists', { cap_add: ['A', 'B'] }, { cap_add: ['B', 'C'] }, { cap_add: ['A', 'B', 'C'] }],
  ['ports', { ports: ['80:80'] }, { ports: ['81:81'] }, { ports: ['80:80', '81:81'] }],
  ['mounts', { volumes: ['a:/x', 'b:/y'] }, { volumes: ['./c:/x:ro'] }, { volumes: ['./c:/x:ro', 'b:/y'] }],
  [
    'mounts of two forms',
    { volumes: ['a:/x'] },
    { volumes: [{ type: 'bind', source: '/b', target: '/x' }] },
    { volumes: [{ type: 'bind', source: '/b', target: '/x' }] },
  ],
  [
    'dependencies',
    { depends_on: ['a'] },
    { depends_on: { b: { condition: 'service_healthy' } } },
    { depends_on: { a: { condition: 'service_started' }, b: { condition: 'service_healthy' } } },
  ],
  [
    'networks',
    { networks: ['a'] },
    { networks: { b: { aliases: ['c'] } } },
    { networks: { a: null, b: { aliases: ['c'] } } },
  ],
  ['nested maps', { deploy: { a: { b: 1, c: 2 } } }, { deploy: { a: { c: 3 } } }, { deploy: { a: { b: 1, c: 3 } } }],
])('merges %s', (_, base, later, expected) => {
  expect(mergeServices(base, later)).toEqual(expected);
});

it('follows a chain, in whatever order it stands', () => {
  const services = {
    c: { extends: 'b', image: 'c' },
    b: { extends: { service: 'a' }, tty: true },
    a: { image: 'a', user: 'x' },
  };
  expect(followExtends(services)).toEqual({
    c: { image: 'c', tty: true, user: 'x' },
    b: { image: 'a', tty: true, user: 'x' },
    a: { image: 'a', user: 'x' },
  });
});

it('leaves what extends another file, and what is no service', () => {
  const services = { a: { extends: { file: 'x.yaml', service: 'b' } }, b: null, c: { extends: null } };
  expect(followExtends(services)).toEqual(services);
});

it.each([
  [{ a: { extends: 'nope' } }, '/services/a/extends must name a service of this file.'],
  [{ a: { extends: 'toString' } }, '/services/a/extends must name a service of this file.'],
  [{ a: { extends: 'a' } }, '/services/a/extends goes round in a circle: a, a.'],
  [{ a: { extends: 'b' }, b: { extends: { service: 'a' } } }, '/services/b/extends goes round in a circle: a, b, a.'],
])('refuses %j', (services, message) => {
  expect(() => followExtends(services)).toThrow(InvalidInput);
  expect(() => followExtends(services)).toThrow(message);
});

it('refuses a chain that grows without end', () => {
  const chainOf = (length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, i) => [
        `s${i}`,
        { ...(i > 0 && { extends: `s${i - 1}` }), cap_add: Array.from({ length: 90 }, (_, j) => `${i} ${j}`) },
      ]),
    );
  const refused = () => expect(() => followExtends(chainOf(1000))).toThrow('must hold at most 100000 values');
  expect(timesAsLong(refused, () => followExtends(chainOf(40)))).toBeLessThan(10);
});

describe('tags', () => {
  const BASE = 'base: {image: x, ports: ["80:80"], environment: {A: 1, B: 2}, command: [a], deploy: {a: {b: 1, c: 2}}}';
  const read = (service: string) => {
    const { value, tags } = readYaml(`services:\n  ${BASE}\n  a: ${service}`);
    return Reflect.get(followExtends(Object(value.services), tags), 'a');
  };

  it.each<[string, object]>([
    ['{extends: base, ports: !reset [], environment: !override {C: 3}}', { environment: { C: 3 }, ports: undefined }],
    ['{extends: base, ports: !override ["81:81"]}', { ports: ['81:81'] }],
    ['{extends: base, command: !reset null}', { command: undefined }],
    ['{extends: base, environment: {A: !reset null, C: 3}}', { environment: { B: 2, C: 3 } }],
    ['{extends: base, deploy: {a: !override {d: 3}}}', { deploy: { a: { d: 3 } } }],
    ['{extends: base, deploy: {a: {b: !reset x}}}', { deploy: { a: { c: 2 } } }],
    ['{extends: base, tty: !reset true, labels: {a: !reset 1, b: 2}}', { tty: undefined, labels: { b: 2 } }],
    ['{image: y, ports: !reset ["1:1"], environment: !override {A: 1}}', { image: 'y', environment: { A: 1 } }],
  ])('decide: %s', (service, expected) => {
    expect(read(service)).toEqual(
      expect.objectContaining(Object.fromEntries(Object.entries(expected).filter(([, v]) => v !== undefined))),
    );
    for (const [key, value] of Object.entries(expected))
      if (value === undefined) expect(read(service)).not.toHaveProperty(key);
  });
});
