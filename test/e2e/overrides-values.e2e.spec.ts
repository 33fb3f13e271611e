import { type FacetName, facetOf } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import { facetBody, newInstance, newStack, putFacet, storedRows, TEMPLATE_ITEMS } from '../setup/story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
  await aTemplate(server.dataSource, { name: 'bare' });
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
  await newInstance(server, 'shop', 'other');
  await newInstance(server, 'shop', 'bare', { template: 'bare' });
});
afterAll(() => server.close());

const DB = '/stacks/shop/instances/db';
const pathOf = (name: FacetName, instance = DB) => `${instance}/${facetOf(name).path}`;
const put = (path: string, body: object) => server.http.put(path).send(body);
const refused = async (name: FacetName, items: readonly object[]) =>
  (await put(pathOf(name), facetBody(name, items)).expect(400)).body.errors;

describe('the values of overrides', () => {
  it('get their defaults: a healthcheck its numbers, a port its address (lessons 7, 14)', async () => {
    const numbers = { interval_seconds: 30, timeout_seconds: 10, retries: 3, start_period_seconds: 0 };
    expect(await putFacet(server, DB, 'healthcheck', [{ test: 'true' }])).toEqual(
      storedRows([{ test: 'true', ...numbers }]),
    );
    const port = { host_port: 1, container_port: 2 };
    expect(await putFacet(server, DB, 'ports', [port])).toEqual(
      storedRows([{ ...port, host_ip: '127.0.0.1', protocol: 'tcp', publish_mode: 'ingress' }]),
    );
    const volume = {
      volume_type: 'named',
      source: '',
      target: '/d',
      read_only: false,
      is_external: false,
      options: {},
    };
    expect(await putFacet(server, DB, 'volumes', [{ target: '/d/' }])).toEqual(storedRows([volume]));
    const variable = { key: 'A', value: null, is_secret: false };
    expect(await putFacet(server, DB, 'env_vars', [{ key: 'A' }])).toEqual(storedRows([variable]));
    const file = { file_path: '/f', content: 'x', file_mode: '0755', is_template: false };
    const given = { file_path: '//f', content: 'x', file_mode: '755' };
    expect(await putFacet(server, DB, 'config_files', [given])).toEqual(storedRows([file]));
  });

  const PORT = { container_port: 1, host_port: 1 };
  const NOT_A_PORT = 'must be an integer from 1 to 65535 or null';
  const WRONG: [string, FacetName, object, object][] = [
    ['port -1', 'ports', { ...PORT, host_port: -1 }, { pointer: '/host_port', reason: NOT_A_PORT, given: '-1' }],
    [
      'port 65536',
      'ports',
      { ...PORT, host_port: 65536 },
      { pointer: '/host_port', reason: NOT_A_PORT, given: '65536' },
    ],
    ['port "80"', 'ports', { ...PORT, host_port: '80' }, { pointer: '/host_port', reason: NOT_A_PORT, given: '"80"' }],
    [
      'no port',
      'ports',
      { host_port: 1 },
      { pointer: '/container_port', reason: expect.stringMatching(/^is required/) },
    ],
    ['an address', 'ports', { ...PORT, host_ip: '' }, { pointer: '/host_ip', reason: expect.any(String), given: '""' }],
    ['an empty key', 'labels', { key: '' }, { pointer: '/key', reason: expect.any(String), given: '""' }],
    ['an empty key', 'env_vars', { key: '' }, { pointer: '/key', reason: expect.any(String) }],
    ['a key with =', 'env_vars', { key: 'A=B' }, { pointer: '/key', reason: expect.any(String) }],
    ['an empty test', 'healthcheck', { test: ' ' }, { pointer: '/test', reason: expect.any(String), given: '" "' }],
  ];
  it.each(WRONG)('are checked: %s of %s (lessons 7)', async (_, name, item, error) => {
    const pointer = `/${name}${name === 'healthcheck' ? '' : '/0'}${String(Reflect.get(error, 'pointer'))}`;
    expect(await refused(name, [item])).toEqual([{ ...error, pointer }]);
  });

  it('may not repeat: both positions are named (lessons 7)', async () => {
    const repeats = (first: string, second: string, key: string) => [
      { pointer: second, reason: `repeats ${first} (${key})` },
    ];
    const label = (key: string) => ({ key, value: key });
    expect(await refused('labels', ['a', 'b', 'a'].map(label))).toEqual(repeats('/labels/0', '/labels/2', 'a'));
    expect(await refused('volumes', [{ target: '/a/b' }, { target: '/a//b/' }])).toEqual(
      repeats('/volumes/0', '/volumes/1', '/a/b'),
    );
    expect(await refused('domains', [{ domain: 'A.b' }, { domain: 'a.B', proxy_port: 1 }])).toEqual(
      repeats('/domains/0', '/domains/1', 'a.b'),
    );
    expect(await refused('ports', [PORT, { ...PORT, container_port: 2 }])).toEqual(
      repeats('/ports/0', '/ports/1', `host port ${PORT.host_port}/tcp on 127.0.0.1`),
    );
    expect(await refused('env_vars', [{ key: 'LANG' }, { key: 'LANG', removed: true }])).toEqual(
      repeats('/env_vars/0', '/env_vars/1', 'LANG'),
    );
    const one_port_twice = [PORT, { ...PORT, host_port: 2 }, { ...PORT, protocol: 'udp' }];
    expect(await putFacet(server, DB, 'ports', one_port_twice)).toHaveLength(3);
  });

  it.each(['devarch.stack', 'DevArch.stack', 'DEVARCH.anything', 'devarch.'])(
    'may not spoof the identity label %s, neither set nor removed (lessons 15)',
    async (key) => {
      const reason = expect.stringContaining('does not start with "devarch."');
      for (const removed of [true, false])
        expect(await refused('labels', [{ key, removed }])).toEqual([
          { pointer: '/labels/0/key', reason, given: `"${key}"` },
        ]);
    },
  );
});
