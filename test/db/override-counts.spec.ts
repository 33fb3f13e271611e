import fc from 'fast-check';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { facetBody, newInstance, newStack, overrideAll, TEMPLATE_ITEMS } from '../setup/story.js';

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
    expect(await get(pathOf('left/a'))).toMatchObject({ override_count: 7 });
    await fill('right/b', A_REMOVAL);
    expect(await get(pathOf('right/b'))).toMatchObject({ override_count: 14 });
    expect(await get('/stacks/left')).toMatchObject({ override_count: 7 });
    await compareAll();
  });

  it('count nothing of other instances, of other stacks and of the trash', async () => {
    await emptyAll();
    for (const place of PLACES.filter((other) => other !== 'left/a')) await fill(place, A_REMOVAL);
    expect(await get(pathOf('left/a'))).toMatchObject({ override_count: 0 });
    expect(await get('/stacks/left')).toMatchObject({ override_count: 14 });
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

describe('statements', () => {
  const FACET_PATHS = FACET_NAMES.map((name) => `/stacks/left/instances/a/${facetOf(name).path}`);
  const READS = [
    ...['/stacks', '/stacks?search=l&limit=1&total=true&enabled=true', '/stacks/left', '/stacks/left/delete-preview'],
    ...['/stacks/trash', '/stacks/trash?total=true', '/stacks/left/instances/trash?total=true'],
    ...['/stacks/left/instances', '/stacks/empty/instances', '/stacks/left/instances?search=a&limit=1&total=true'],
    ...['/stacks/left/instances/a', '/stacks/left/instances/a/delete-preview'],
    ...['/stacks/left/instances/a/effective-config', ...FACET_PATHS],
  ];
  it.each(READS)('GET %s is one (lessons 16)', async (path) => {
    const statements = await server.statements(() => server.http.get(path).expect(200));
    expect(statements).toEqual([expect.stringMatching(/^(SELECT|WITH) /)]);
  });

  const MISSING = READS.filter((path) => path.startsWith('/stacks/left')).flatMap((path) => {
    const nobody = path.includes('/instances/a') ? [path.replace('/instances/a', '/instances/nobody')] : [];
    return [path.replace('/left', '/nowhere'), ...nobody];
  });
  it.each(MISSING)('GET %s is one that finds nothing, and one for the nearest name', async (path) => {
    const statements = await server.statements(() => server.http.get(path).expect(404));
    expect(statements).toEqual([
      expect.stringMatching(/^(SELECT|WITH) /),
      expect.stringMatching(/^\(SELECT .* AS name FROM /),
    ]);
  });

  it.each(FACET_NAMES)('PUT of %s are at most four, and five with removals, in one transaction', async (name) => {
    const put = (items: object[]) =>
      server.statements(() =>
        server.http
          .put(`/stacks/left/instances/a/${facetOf(name).path}`)
          .send(facetBody(name, items))
          .expect(200),
      );
    const set = await put([ONE_OF_EACH[name]]);
    const removing = await put([{ ...ANOTHER_OF_EACH[name], removed: true }]);
    for (const statements of [set, removing, await put([])])
      expect([statements[0], statements.at(-1)]).toEqual([expect.stringMatching(/^UPDATE service_inst/), 'COMMIT']);
    expect(set.length).toBeLessThanOrEqual(4);
    expect(removing.length).toBeLessThanOrEqual(5);
  });

  it('of a duplicate and of a clone are as many whatever there is to copy', async () => {
    const post = async (path: string, body: object) =>
      (await server.statements(() => server.http.post(path).send(body).expect(201))).length;
    await newStack(server, 'big');
    for (let n = 0; n < 12; n++) {
      await newInstance(server, 'big', `i${n}`);
      await overrideAll(server, `/stacks/big/instances/i${n}`);
    }
    await newStack(server, 'small');
    await newInstance(server, 'small', 'i0');
    const duplicates = [];
    for (const stack of ['small', 'big'])
      duplicates.push(await post(`/stacks/${stack}/instances/i0/duplicate`, { instance_id: 'copy' }));
    const clones = [];
    for (const stack of ['empty', 'small', 'big'])
      clones.push(await post(`/stacks/${stack}/clone`, { name: `${stack}-2` }));
    expect(await get('/stacks/big-2')).toMatchObject({ instance_count: 13, override_count: 13 * 13 });
    expect(new Set(duplicates).size).toBe(1);
    expect(new Set(clones).size).toBe(1);
    expect(Math.max(...duplicates, ...clones)).toBeLessThanOrEqual(8);
  });
});
