import { FACET_NAMES, type FacetMap, type FacetName, facetOf } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import {
  ALL_SETTINGS,
  facetBody,
  getInstance,
  ID,
  invalid,
  newInstance,
  newStack,
  NO_COUNTS,
  NO_SETTINGS,
  overrideAll,
  problem,
  putFacet,
  STORED,
  storedRows,
  TEMPLATE_ITEMS,
  TIME,
} from '../setup/story.js';

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
const OTHER = '/stacks/shop/instances/other';
const pathOf = (name: FacetName, instance = DB) => `${instance}/${facetOf(name).path}`;
const both = (name: FacetName) =>
  name === 'healthcheck' ? [ONE_OF_EACH[name]] : [ONE_OF_EACH[name], ANOTHER_OF_EACH[name]];
const rowsAt = async (path: string): Promise<Record<string, unknown>[]> =>
  [(await server.http.get(path).expect(200)).body ?? []].flat();
const put = (path: string, body: object) => server.http.put(path).send(body);
const refused = async (name: FacetName, items: readonly object[]) =>
  (await put(pathOf(name), facetBody(name, items)).expect(400)).body.errors;

/** The work marks the instance, and no other, as changed (lessons 8). */
async function bumps(work: () => Promise<unknown>): Promise<void> {
  const [before, other] = [await getInstance(server, DB), await getInstance(server, OTHER)];
  await work();
  expect((await getInstance(server, DB)).updated_at > before.updated_at).toBe(true);
  expect(await getInstance(server, OTHER)).toEqual(other);
}

async function moveTemplateItems(name: FacetName, from: string, to: string): Promise<void> {
  const { tableName } = server.dataSource.getMetadata(facetOf(name).template_row);
  const id = (template: string) => `(SELECT id FROM services WHERE name = '${template}')`;
  await server.dataSource.query(`UPDATE ${tableName} SET service_id = ${id(to)} WHERE service_id = ${id(from)}`);
}

/** One value of the first item that is not part of its key. */
const CHANGES: FacetMap<object> = {
  ports: { host_port: 15433 },
  volumes: { source: 'elsewhere', volume_type: 'named' },
  env_vars: { value: 'changed' },
  labels: { value: '' },
  domains: { proxy_port: null },
  healthcheck: { retries: 0 },
  config_files: { content: '' },
};

/** As little as says which of the template's items to remove. */
const KEYS: FacetMap<object> = {
  ports: { container_port: 8080 },
  volumes: { target: '//logs/' },
  env_vars: { key: 'LANG' },
  labels: { key: 'com.example.tier' },
  domains: { domain: 'Admin.LOCALHOST' },
  healthcheck: {},
  config_files: { file_path: '/etc/./other.conf' },
};

describe('removing what the template does not have', () => {
  const OTHERS: [FacetName, object, string][] = [
    ['ports', { container_port: 8081 }, 'port "8081/tcp" to remove; nearest are 8080/tcp'],
    ['ports', { container_port: 8080, protocol: 'udp' }, 'port "8080/udp" to remove; nearest are 8080/tcp'],
    ['volumes', { target: '/log' }, 'volume "/log" to remove; nearest are /logs'],
    ['env_vars', { key: 'LANGUAGE' }, 'env var "LANGUAGE" to remove; it has LANG'],
    ['domains', { domain: 'adnin.localhost' }, 'domain "adnin.localhost" to remove; nearest are admin.localhost'],
    ['config_files', { file_path: '/x' }, 'config file "/x" to remove; it has /etc/other.conf'],
  ];
  it.each(OTHERS)('is not possible for %s %j, and the nearest keys are named', async (name, key, detail) => {
    const body = facetBody(name, [ONE_OF_EACH[name], { ...key, removed: true }]);
    const answer = await put(pathOf(name), body).expect(422);
    expect(answer.body).toEqual(problem(422, pathOf(name), `The template has no ${detail}.`));
    expect(await rowsAt(pathOf(name))).toEqual([]);
  });

  it.each(FACET_NAMES)('is not possible for %s where the template has none', async (name) => {
    const path = pathOf(name, '/stacks/shop/instances/bare');
    const { body } = await put(path, facetBody(name, [{ ...KEYS[name], removed: true }])).expect(422);
    expect(body.detail).toMatch(/^The template has no .* to remove; it has none\.$/);
  });
});

describe.each(FACET_NAMES)('overrides of %s', (name) => {
  it('are stored as given, replacing whatever there was, and change nothing of other instances (lessons 8)', async () => {
    await bumps(() => putFacet(server, DB, name, [{ ...KEYS[name], removed: true }]));
    await bumps(async () => {
      const said = both(name).map((row) => ({ ...row, removed: false }));
      expect(await putFacet(server, DB, name, said)).toEqual(storedRows(both(name)));
    });
    expect(await rowsAt(pathOf(name))).toEqual(storedRows(both(name)));
    expect((await getInstance(server, DB))[name]).toEqual((await server.http.get(pathOf(name))).body);
  });

  it('are taken back as they were answered: what stays keeps its times, what changes has a new updated_at', async () => {
    const before = await rowsAt(pathOf(name));
    const same = await putFacet(server, DB, name, before);
    expect(same).toEqual(before.map((row) => ({ ...row, id: ID })));
    const [first, ...others] = before;
    const changed = await putFacet(server, DB, name, [...others, { ...first, ...CHANGES[name] }]);
    const moved = { ...first, ...CHANGES[name], id: ID, updated_at: TIME };
    expect(changed).toEqual([...others.map((row) => ({ ...row, id: ID })), moved]);
    expect(String(Reflect.get(changed.at(-1) ?? {}, 'updated_at')) > String(first?.updated_at)).toBe(true);
  });

  it('are never wiped because a key is missing or misspelt (lessons 6)', async () => {
    const before = await rowsAt(pathOf(name));
    const none = name === 'healthcheck' ? null : [];
    const rule = name === 'healthcheck' ? 'an object, or null for no override' : 'a list of at most 1000 objects';
    const missing = await put(pathOf(name), {}).expect(400);
    expect(missing.body).toEqual(invalid(pathOf(name), `/${name}`, `is required: ${rule}`));
    const misspelt = await put(pathOf(name), { [`${name}x`]: none }).expect(400);
    const hint = `is not known here; did you mean ${name}?`;
    expect(misspelt.body).toEqual(invalid(pathOf(name), `/${name}x`, hint));
    for (const wrong of [{ [name]: none, more: 1 }, { [name]: 'x' }, { [name]: [[]] }, { [name]: [[{}]] }, [], []])
      await put(pathOf(name), wrong).expect(400);
    await server.http.put(pathOf(name)).expect(400);
    expect(await rowsAt(pathOf(name))).toEqual(before);
  });

  it('may remove an item of the template, whose values the row keeps even when the template has it no more', async () => {
    const removed = [{ ...ANOTHER_OF_EACH[name], removed: true }];
    const before = await rowsAt(pathOf(name));
    expect(await putFacet(server, DB, name, [{ ...KEYS[name], removed: true }])).toEqual(storedRows(removed));
    const stored = await rowsAt(pathOf(name));
    const keys = before.map((row) => facetOf(name).key(row));
    const key = keys.indexOf(facetOf(name).key(stored[0] ?? {}));
    expect(stored[0]?.created_at).toBe(before[key]?.created_at);
    expect(String(stored[0]?.updated_at) > String(before[key]?.updated_at)).toBe(true);
    await moveTemplateItems(name, 'postgres', 'bare');
    expect(await putFacet(server, DB, name, stored)).toEqual(stored.map((row) => ({ ...row, id: ID })));
    await moveTemplateItems(name, 'bare', 'postgres');
  });

  it('are reset to the template', async () => {
    await bumps(() => server.http.delete(pathOf(name)).expect(204));
    const { body } = await server.http.get(pathOf(name)).expect(200);
    expect(body).toEqual(name === 'healthcheck' ? null : []);
    await server.http.delete(pathOf(name)).expect(204);
    await putFacet(server, DB, name, both(name));
    expect(await putFacet(server, DB, name, [])).toEqual([]);
  });

  it('are not found where the stack or the instance is not, and which of them it is', async () => {
    for (const verb of ['get', 'put', 'delete'] as const) {
      const send = async (path: string) =>
        (
          await server.http[verb](path)
            .send(verb === 'put' ? facetBody(name, []) : undefined)
            .expect(404)
        ).body;
      const nowhere = pathOf(name, '/stacks/nope/instances/db');
      expect(await send(nowhere)).toEqual(problem(404, nowhere, 'There is no stack "nope".'));
      const nobody = pathOf(name, '/stacks/shop/instances/nobody');
      expect(await send(nobody)).toEqual(problem(404, nobody, 'There is no instance "nobody" in stack "shop".'));
    }
  });
});

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
  const NOT_A_PORT = 'must be an integer from 1 to 65535';
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

describe('config files by path', () => {
  const FILES = `${DB}/files`;
  const defaults = { file_mode: '0644', is_template: false, removed: false };

  it('are created, replaced and reset one by one, however the path is written', async () => {
    await server.http.delete(FILES).expect(204);
    const created = { ...STORED, ...defaults, file_path: '/etc/my app/a%b.conf', content: 'one' };
    await bumps(async () => {
      const { body } = await put(`${FILES}/etc/my%20app/a%25b.conf`, { content: 'one' }).expect(200);
      expect(body).toEqual(created);
    });
    await put(`${FILES}//etc//plain.conf`, { content: 'two', file_path: '/etc/plain.conf/' }).expect(200);
    for (const spelling of ['etc/plain.conf', '/etc/plain.conf', 'etc//plain.conf', 'etc%2Fplain.conf'])
      expect((await server.http.get(`${FILES}/${spelling}`).expect(200)).body).toMatchObject({ content: 'two' });
    const before = await rowsAt(FILES);
    const { body } = await put(`${FILES}/etc%2F%2Fplain.conf`, { content: 'three', file_mode: '400' }).expect(200);
    const changed = { ...before[1], content: 'three', file_mode: '0400', id: ID, updated_at: TIME };
    expect(body).toEqual(changed);
    expect(await rowsAt(FILES)).toEqual([{ ...before[0], id: ID }, changed]);
    await bumps(() => server.http.delete(`${FILES}/etc//plain.conf`).expect(204));
    expect(await rowsAt(FILES)).toEqual([{ ...before[0], id: ID }]);
    const gone = await server.http.delete(`${FILES}/etc/plain.conf`).expect(404);
    const detail = 'Instance "db" does not override the file "/etc/plain.conf".';
    expect(gone.body).toEqual(problem(404, `${FILES}/etc/plain.conf`, detail));
  });

  it('may remove a file of the template', async () => {
    const { body } = await put(`${FILES}/etc/other.conf`, { removed: true }).expect(200);
    expect(body).toEqual({ ...STORED, ...ANOTHER_OF_EACH.config_files, removed: true });
    await put(`${FILES}/etc/none.conf`, { removed: true }).expect(422);
  });

  it('may not lead out of the container with .. (lessons 19)', async () => {
    const before = await rowsAt(FILES);
    for (const file_path of ['/etc/../passwd', '../passwd', '/..', 'relative', '/', '']) {
      const pointer = '/config_files/0/file_path';
      expect(await refused('config_files', [{ file_path, content: '' }])).toMatchObject([{ pointer }]);
    }
    for (const path of ['etc/..%2Fpasswd', 'etc/../passwd', 'etc/%2E%2e/passwd']) {
      const { body } = await put(`${FILES}/${path}`, { content: '' }).expect(400);
      expect(body.errors).toMatchObject([{ parameter: 'path', given: '"/etc/../passwd"' }]);
    }
    const elsewhere = await put(`${FILES}/etc/a`, { content: '', file_path: '/etc/b' }).expect(400);
    expect(elsewhere.body.errors).toMatchObject([{ pointer: '/file_path', given: '"/etc/b"' }]);
    for (const wrong of [`${FILES}/`, `${FILES}/a%00b`]) await put(wrong, { content: '' }).expect(400);
    await server.http.get(`${FILES}/..%2F..%2Fetc/passwd`).expect(404);
    expect(await rowsAt(FILES)).toEqual(before);
  });

  it('are found in a stack and an instance that are called files, too', async () => {
    await newStack(server, 'files');
    await newInstance(server, 'files', 'files');
    const path = '/stacks/files/instances/files/files';
    const { body } = await put(`${path}/files/a.conf`, { content: 'x' }).expect(200);
    expect(body).toEqual({ ...STORED, ...defaults, file_path: '/files/a.conf', content: 'x' });
    expect((await server.http.get(`${path}/files/a.conf`).expect(200)).body).toEqual(body);
  });
});

describe('resetting everything', () => {
  it('empties all facets and lets every setting follow the template (lessons 8)', async () => {
    await overrideAll(server, DB);
    const description = 'It stays';
    const { body: before } = await put(DB, { description, enabled: false, settings: ALL_SETTINGS }).expect(200);
    await bumps(() => server.http.delete(`${DB}/overrides`).expect(204));
    expect(await getInstance(server, DB)).toEqual({
      ...{ ...before, settings: NO_SETTINGS, override_count: 0, override_counts: NO_COUNTS, updated_at: TIME },
      ...{ ports: [], volumes: [], env_vars: [], labels: [], domains: [], healthcheck: null, config_files: [] },
    });
    await server.http.delete('/stacks/shop/instances/nobody/overrides').expect(404);
  });
});
