import { differences, type Facts, semanticsOf } from '../compose-semantics.js';

/** A file with the service `a` of the given keys, and whatever else of the file. */
const file = (service: string, rest = '') => `services:\n  a: {${service}}\n${rest}`;
const meaning = (facts: Facts) => Object.fromEntries([...facts].map(([pointer, { value }]) => [pointer, value]));
const a = (facts: object) =>
  Object.fromEntries(
    Object.entries({ ...facts, 'networks/default': [] }).map(([key, value]) => [`/services/a/${key}`, value]),
  );

const PORT = (host: string) => a({ 'ports/80~1tcp': [host] });
const MOUNT = (value: object) => a({ 'volumes/~1d': { read_only: false, ...value } });

it.each<[string, string, object]>([
  ['nothing', '', a({})],
  ['an image', 'image: redis', a({ image: 'docker.io/library/redis:latest' })],
  ['a command line', `command: 'x -c "a b"'`, a({ command: ['x', '-c', 'a b'] })],
  ['a command of words', 'command: [x, 1, true]', a({ command: ['x', '1', 'true'] })],
  ['a dollar', 'command: [$$HOME]', a({ command: ['$HOME'] })],
  ['a variable', 'command: ["${HOME:-/}"]', a({ command: ['«${HOME:-/}»'] })],
  ['no restart', 'restart: "no"', a({})],
  ['restart', 'restart: always', a({ restart: 'always' })],
  ['a user', 'user: 1000', a({ user: '1000' })],
  [
    'environment map',
    'environment: {A: true, B: , C: 1.5}',
    a({ 'environment/A': 'true', 'environment/B': null, 'environment/C': '1.5' }),
  ],
  [
    'environment list',
    'environment: [A=x=y, B, C=]',
    a({ 'environment/A': 'x=y', 'environment/B': null, 'environment/C': '' }),
  ],
  ['labels', 'labels: [a=b, c, devarch.stack=s]', a({ 'labels/a': 'b', 'labels/c': '' })],
  ['a port', 'ports: [8080:80]', PORT('*:8080')],
  ['a port of YAML', 'ports: [80]', PORT('*:')],
  ['a port of an address', 'ports: [127.0.0.1:8080:80/tcp]', PORT('127.0.0.1:8080')],
  ['a port of IPv6', 'ports: ["[::1]:8080:80"]', PORT('::1:8080')],
  ['a port of no number', 'ports: ["127.0.0.1::80"]', PORT('127.0.0.1:')],
  ['a port of a variable', 'ports: ["${P:-8080}:80"]', PORT('*:«${P:-8080}»')],
  ['a long port', 'ports: [{target: 80, published: "8080", host_ip: 127.0.0.1, mode: host}]', PORT('127.0.0.1:8080')],
  ['a range', 'ports: ["81-82:80-81"]', a({ 'ports/80~1tcp': ['*:81'], 'ports/81~1tcp': ['*:82'] })],
  ['a choice', 'ports: ["81-89:80/udp"]', a({ 'ports/80~1udp': ['*:81-89'] })],
  ['one port twice', 'ports: ["82:80", "81:80"]', a({ 'ports/80~1tcp': ['*:81', '*:82'] })],
  ['a folder', 'volumes: [./x/:/d/]', MOUNT({ type: 'bind', source: './x' })],
  [
    'a folder, long',
    'volumes: [{type: bind, source: ./x, target: /d, read_only: true}]',
    MOUNT({ type: 'bind', source: './x', read_only: true }),
  ],
  ['a volume', 'volumes: [v:/d:ro]', MOUNT({ type: 'volume', users: ['a:/d'], read_only: true })],
  ['a volume, long', 'volumes: [{type: volume, source: v, target: /d}]', MOUNT({ type: 'volume', users: ['a:/d'] })],
  ['a volume without a name', 'volumes: [/d]', MOUNT({ type: 'volume', source: '' })],
  [
    'a mount option',
    'volumes: ["./x:/d:ro,z"]',
    { ...MOUNT({ type: 'bind', source: './x', read_only: true }), '/services/a/volumes/~1d/bind.selinux': 'z' },
  ],
  [
    'memory',
    'tmpfs: /d:size=1m',
    { ...MOUNT({ type: 'tmpfs', source: '' }), '/services/a/volumes/~1d/tmpfs.size': '1048576' },
  ],
  [
    'memory, long',
    'volumes: [{type: tmpfs, target: /d, tmpfs: {mode: 0700}}]',
    { ...MOUNT({ type: 'tmpfs', source: '' }), '/services/a/volumes/~1d/tmpfs.mode': '0700' },
  ],
  ['no check', 'healthcheck: {disable: true}', a({ 'healthcheck/test': ['NONE'] })],
  ['no check, in words', 'healthcheck: {test: [NONE], retries: 1}', a({ 'healthcheck/test': ['NONE'] })],
  ['check not disabled', 'healthcheck: {disable: false}', a({})],
  ['check without a test', 'healthcheck: {interval: 1m}', a({ 'healthcheck/interval': 60 })],
  ['a capability list', 'cap_add: [B, A]', a({ cap_add: ['"A"', '"B"'] })],
  ['sysctls', 'sysctls: [a=1]', a({ 'sysctls/a': '1' })],
  [
    'ulimits',
    'ulimits: {nofile: 5, nproc: {soft: 1, hard: 2}}',
    a({ 'ulimits/nofile': ['5', '5'], 'ulimits/nproc': ['1', '2'] }),
  ],
  ['hosts', 'extra_hosts: ["h:::1"]', a({ 'extra_hosts/h': '::1' })],
  ['anything else', 'deploy: {b: 1, a: [true, null]}', a({ deploy: { a: ['true', null], b: '1' } })],
  ['extensions', 'x-y: 1', a({})],
  ['no network', 'network_mode: none', { '/services/a/network_mode': 'none' }],
])('reads %s', (_, service, expected) => {
  expect(meaning(semanticsOf(file(service)))).toEqual(expected);
});

it('fills in what Docker takes where a check says nothing', () => {
  const expected = {
    test: ['CMD-SHELL', 'x'],
    interval: 30,
    timeout: 1.5,
    retries: 3,
    start_period: 0,
    start_interval: 5,
  };
  const facts = a(Object.fromEntries(Object.entries(expected).map(([key, value]) => [`healthcheck/${key}`, value])));
  expect(meaning(semanticsOf(file('healthcheck: {test: x, timeout: 1500ms, retries: 0}')))).toEqual(facts);
});

it('extends like Compose: maps merged, lists added, commands replaced', () => {
  const base = 'b: {image: r, command: x, environment: [A=1, B=1], ports: [1:1], volumes: [v:/d, w:/e]}';
  const own = 'a: {extends: {service: b}, command: y, environment: {B: 2}, ports: [2:2], volumes: [z:/d]}';
  const spelt = 'a: {image: r, command: y, environment: {A: 1, B: 2}, ports: [1:1, 2:2], volumes: [z:/d, w:/e]}';
  const [left, right] = [own, spelt].map((service) => semanticsOf(`services: {${base}, ${service}}`));
  expect(left && right && differences(left, right)).toEqual([]);
  expect(left?.get('/services/a/environment/A')?.where).toBe('/services/a/environment');
});

it('knows variables and other names of services', () => {
  const text = 'services: {a_b: {environment: {P: "${P}"}}, c: {depends_on: [a_b]}}';
  const facts = semanticsOf(text, { variables: new Map([['P', 'x$']]), rename: (name) => name.replace('_', '-') });
  expect(meaning(facts)).toEqual({
    '/services/a-b/environment/P': 'x$',
    '/services/a-b/networks/default': ['a_b'],
    '/services/c/depends_on/a-b': 'service_started',
    '/services/c/networks/default': [],
  });
  expect(facts.get('/services/a-b/environment/P')?.where).toBe('/services/a-b/environment/P');
});

it('says where a thing stands', () => {
  const text = file('ports: [1:1, 2:2], volumes: [v:/d]', 'volumes: {v: {driver: nfs}}');
  expect([...semanticsOf(text).values()].map(({ where }) => where)).toEqual([
    ...[
      '/services/a/ports/0',
      '/services/a/ports/1',
      '/services/a/volumes/0',
      '/volumes/v/driver',
      '/services/a/networks/default',
    ],
  ]);
});
