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
  options: { value: 1024 },
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
  options: { key: 'ulimits' },
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

describe('resetting everything', () => {
  it('empties all facets and lets every setting follow the template (lessons 8)', async () => {
    await overrideAll(server, DB);
    const description = 'It stays';
    const { body: before } = await put(DB, { description, enabled: false, settings: ALL_SETTINGS }).expect(200);
    await bumps(() => server.http.delete(`${DB}/overrides`).expect(204));
    expect(await getInstance(server, DB)).toEqual({
      ...{ ...before, settings: NO_SETTINGS, override_count: 0, override_counts: NO_COUNTS, updated_at: TIME },
      ...{ ports: [], volumes: [], env_vars: [], labels: [], domains: [], healthcheck: null, config_files: [] },
      options: [],
    });
    await server.http.delete('/stacks/shop/instances/nobody/overrides').expect(404);
  });
});
