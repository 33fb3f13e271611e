import fc from 'fast-check';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf } from '../../src/facets/facets.js';
import { effectiveRows } from '../../src/model/effective-rows.query.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate, ANOTHER_OF_EACH, ONE_OF_EACH } from '../setup/factories.js';
import { facetBody, newInstance, newStack, putFacet } from '../setup/story.js';

/** The merge as one statement over any instances, held against the merge of one instance in code. */
let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource);
  await newStack(server, 'shop');
  for (const name of ['a', 'b']) await newInstance(server, 'shop', name);
});
afterAll(() => server.close());

/** The n-th item of a facet in one of its values; two values of one n have the same key. */
const ITEM: FacetMap<(n: number, v: number) => object> = {
  ports: (n, v) => ({ ...ONE_OF_EACH.ports, host_port: 1000 + 10 * n + v, container_port: 100 + n }),
  volumes: (n, v) => ({ ...ONE_OF_EACH.volumes, source: `./v${v}`, target: `/data/${n}` }),
  env_vars: (n, v) => ({ ...ANOTHER_OF_EACH.env_vars, key: `KEY_${n}`, value: `v${v}` }),
  labels: (n, v) => ({ key: `label.${n}`, value: `v${v}` }),
  domains: (n, v) => ({ domain: `d${n}.localhost`, proxy_port: v + 1 }),
  healthcheck: (_, v) => ({ ...ONE_OF_EACH.healthcheck, retries: v }),
  config_files: (n, v) => ({ ...ONE_OF_EACH.config_files, file_path: `/etc/${n}.conf`, content: `v${v}` }),
  options: (n, v) => ({ key: `x-${n}`, value: [v] }),
};

const item = fc.record({ n: fc.integer({ min: 0, max: 3 }), v: fc.integer({ min: 0, max: 2 }) });
const items = fc.uniqueArray(item, { selector: ({ n }) => n, maxLength: 3 });

async function inDatabase(name: FacetName, where: string): Promise<string[]> {
  const { columns } = facetOf(name);
  const sql = effectiveRows(server.dataSource.manager, facetOf(name), { columns, where });
  const rows = await server.dataSource.query<object[]>(sql);
  return rows.map((row) => printed(name, Reflect.get(row, 'owner'), row, Reflect.get(row, 'item_source'))).toSorted();
}

async function inCode(name: FacetName, instance: string): Promise<string[]> {
  const [{ id }, config] = await Promise.all(
    ['', '/effective-config'].map(
      async (part) => (await server.http.get(`/stacks/shop/instances/${instance}${part}`)).body,
    ),
  );
  const list: object[] = [config[name] ?? []].flat();
  const { source_key } = facetOf(name);
  return list
    .filter((each) => Reflect.get(each, source_key) !== 'system')
    .map((each) => printed(name, id, each, Reflect.get(each, source_key)));
}

function printed(name: FacetName, owner: unknown, values: object, source: unknown): string {
  return JSON.stringify([owner, facetOf(name).columns.map((column) => Reflect.get(values, column)), source]);
}

it.each(FACET_NAMES)('%s: what is in effect is the same in SQL and in code', async (name) => {
  const one = name === 'healthcheck' ? 1 : 3;
  await fc.assert(
    fc.asyncProperty(items, items, items, async (inherited, set, removed) => {
      const make = (some: typeof inherited) => some.slice(0, one).map(({ n, v }) => ITEM[name](n, v));
      const path = `/services/postgres/${facetOf(name).path}`;
      await server.http
        .put(path)
        .send(facetBody(name, make(inherited)))
        .expect(200);
      const gone = removed.filter(
        ({ n }) => inherited.some((each) => each.n === n) && !set.some((each) => each.n === n),
      );
      const overrides = [...make(set), ...make(gone).map((each) => ({ ...each, removed: true }))].slice(0, one);
      const possible = name !== 'healthcheck' || inherited.length > 0 ? overrides : make(set);
      await putFacet(server, '/stacks/shop/instances/a', name, possible);
      const both = [...(await inCode(name, 'a')), ...(await inCode(name, 'b'))];
      expect(await inDatabase(name, 'true')).toEqual(both.toSorted());
      expect(await inDatabase(name, "instance.instance_id = 'b'")).toEqual((await inCode(name, 'b')).toSorted());
      expect(await inDatabase(name, "stack.name = 'other'")).toEqual([]);
    }),
    { numRuns: 8 },
  );
});
