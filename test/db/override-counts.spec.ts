import fc from 'fast-check';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { newInstance, newStack, TEMPLATE_ITEMS } from '../setup/story.js';

let server: TestApp;
const ids = new Map<string, number>();
const PLACES = ['left/a', 'left/b', 'left/gone', 'right/a', 'right/b', 'trashed/a'] as const;
const [LIVE_STACKS, NOT_LIVE] = [
  ['left', 'right'],
  ['left/gone', 'trashed/a'],
] as const;

beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
  for (const stack of [...LIVE_STACKS, 'trashed', 'empty']) await newStack(server, stack);
  for (const place of PLACES) {
    const [stack = '', name = ''] = place.split('/');
    ids.set(place, (await newInstance(server, stack, name)).id);
  }
  await server.http.delete('/stacks/left/instances/gone').expect(204);
  await server.http.delete('/stacks/trashed').expect(204);
});
afterAll(() => server.close());

const pathOf = (place: string) => `/stacks/${place.replace('/', '/instances/')}`;
const get = async (path: string) => (await server.http.get(path).expect(200)).body;
const tableOf = (name: FacetName) => server.dataSource.getMetadata(facetOf(name).instance_row).tableName;

/** The n-th of any number of rows of a facet that the unique index lets stand side by side. */
const NTH: FacetMap<(n: number) => object> = {
  ports: (n) => ({ ...ONE_OF_EACH.ports, host_port: 1000 + n }),
  volumes: (n) => ({ ...ONE_OF_EACH.volumes, target: `/data/${n}` }),
  env_vars: (n) => ({ ...ANOTHER_OF_EACH.env_vars, key: `KEY_${n}` }),
  labels: (n) => ({ ...ONE_OF_EACH.labels, key: `key.${n}` }),
  domains: (n) => ({ ...ONE_OF_EACH.domains, domain: `d${n}.localhost` }),
  healthcheck: () => ONE_OF_EACH.healthcheck,
  config_files: (n) => ({ ...ONE_OF_EACH.config_files, file_path: `/etc/${n}.conf` }),
  options: (n) => ({ ...ONE_OF_EACH.options, key: `x-${n}` }),
};

/** Per place and facet, whether each row removes; of a healthcheck at most one row does not. */
const rowsPerFacet = fc.record(
  Object.fromEntries(
    FACET_NAMES.map((name) => {
      const rows = fc.array(fc.boolean(), { maxLength: 4 });
      return [name, name === 'healthcheck' ? rows.map((flags) => flags.map((flag, n) => flag || n > 0)) : rows];
    }),
  ),
);

async function fill(place: string, rows: Record<string, boolean[]>): Promise<void> {
  for (const name of FACET_NAMES) {
    const values = (rows[name] ?? []).map((removed, n) => ({
      instance_id: ids.get(place),
      removed,
      spec: NTH[name](n),
    }));
    await server.dataSource.manager.insert(facetOf(name).instance_row, values);
  }
}

async function emptyAll(): Promise<void> {
  await server.dataSource.query(`TRUNCATE ${FACET_NAMES.map(tableOf).join(', ')}`);
}

/** The rows of one instance, counted one table at a time. */
async function counted(place: string): Promise<{ override_count: number; override_counts: Record<string, number> }> {
  const override_counts: Record<string, number> = {};
  for (const name of FACET_NAMES) {
    const sql = `SELECT count(*)::int AS count FROM ${tableOf(name)} WHERE instance_id = $1`;
    const [row] = await server.dataSource.query<{ count: number }[]>(sql, [ids.get(place)]);
    override_counts[name] = row?.count ?? -1;
  }
  return { override_count: Object.values(override_counts).reduce((sum, count) => sum + count), override_counts };
}

/** Every answer that has a count has the one that plain SQL gives. */
async function compareAll(): Promise<void> {
  const counts = new Map<string, Awaited<ReturnType<typeof counted>>>();
  for (const place of PLACES) counts.set(place, await counted(place));
  const totals: Record<string, number> = { empty: 0 };
  for (const stack of LIVE_STACKS) {
    const places = PLACES.filter((place) => place.startsWith(`${stack}/`) && place !== NOT_LIVE[0]);
    const list = await get(`/stacks/${stack}/instances`);
    expect(list).toMatchObject(places.map((place) => ({ id: ids.get(place), ...counts.get(place) })));
    expect(list).toHaveLength(places.length);
    for (const place of places) {
      expect(await get(pathOf(place))).toMatchObject({ ...counts.get(place) });
      const { override_count } = await get(`${pathOf(place)}/delete-preview`);
      expect(override_count).toBe(counts.get(place)?.override_count);
    }
    totals[stack] = places.reduce((sum, place) => sum + (counts.get(place)?.override_count ?? 0), 0);
    expect(await get(`/stacks/${stack}`)).toMatchObject({ override_count: totals[stack] });
    expect(await get(`/stacks/${stack}/delete-preview`)).toMatchObject({ override_count: totals[stack] });
  }
  const listed: { name: string; override_count: number }[] = await get('/stacks');
  expect(Object.fromEntries(listed.map(({ name, override_count }) => [name, override_count]))).toEqual(totals);
  expect(await get('/stacks/left/instances/trash')).toMatchObject([{ ...counts.get(NOT_LIVE[0]) }]);
  const { override_count } = counts.get(NOT_LIVE[1]) ?? {};
  expect(await get('/stacks/trash')).toMatchObject([{ name: 'trashed', override_count }]);
}

describe('override counts (lessons 3, 17)', () => {
  const ONE_ROW = Object.fromEntries(FACET_NAMES.map((name) => [name, [false]]));
  const A_REMOVAL = Object.fromEntries(FACET_NAMES.map((name) => [name, [false, true]]));

  it('are all 0 where there is no row', async () => {
    await emptyAll();
    await compareAll();
    expect(await get(pathOf('left/a'))).toMatchObject({ override_count: 0 });
  });

  it('count a row in every facet once, removals included', async () => {
    await fill('left/a', ONE_ROW);
    expect(await get(pathOf('left/a'))).toMatchObject({ override_count: FACET_NAMES.length });
    await fill('right/b', A_REMOVAL);
    expect(await get(pathOf('right/b'))).toMatchObject({ override_count: 2 * FACET_NAMES.length });
    expect(await get('/stacks/left')).toMatchObject({ override_count: FACET_NAMES.length });
    await compareAll();
  });

  it('count nothing of other instances, of other stacks and of the trash', async () => {
    await emptyAll();
    for (const place of PLACES.filter((other) => other !== 'left/a')) await fill(place, A_REMOVAL);
    expect(await get(pathOf('left/a'))).toMatchObject({ override_count: 0 });
    expect(await get('/stacks/left')).toMatchObject({ override_count: 2 * FACET_NAMES.length });
    await compareAll();
  });

  it('are those of plain SQL, whatever rows there are', async () => {
    const everywhere = fc.array(rowsPerFacet, { minLength: PLACES.length, maxLength: PLACES.length });
    const property = fc.asyncProperty(everywhere, async (rows) => {
      await emptyAll();
      for (const [index, place] of PLACES.entries()) await fill(place, rows[index] ?? {});
      await compareAll();
    });
    await fc.assert(property, { numRuns: 12 });
  });
});
