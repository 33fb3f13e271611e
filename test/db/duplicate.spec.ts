import { canonicalJson } from '../../src/common/canonical-json.js';
import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';
import { ENTITIES } from '../../src/model/entities.js';
import { Instance } from '../../src/model/instance.entity.js';
import { Stack } from '../../src/model/stack.entity.js';
import { Keyring } from '../../src/secrets/keyring.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { ALL_SETTINGS, count, newInstance, newStack, overrideAll, TEMPLATE_ITEMS } from '../setup/story.js';

type Row = Record<string, unknown>;

/** What a copy does not take over: its id, its owner, its names, and what tells of its own life. */
const LIFE = ['revision', 'created_at', 'updated_at', 'deleted_at'];
const OWN_OF_INSTANCE = ['id', 'stack_id', 'instance_id', 'container_name', ...LIFE];
const OWN_OF_STACK = ['id', 'name', 'network_name', ...LIFE];
const OWN_OF_FACET_ROW = ['id', 'instance_id'];

let server: TestApp;
let source: { id: number; stack_id: number };
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
  await newStack(server, 'shop', { description: 'The shop' });
  await server.http.put('/stacks/shop').send({ enabled: false }).expect(200);
  const more = { description: 'Orders', enabled: false, settings: ALL_SETTINGS };
  source = await newInstance(server, 'shop', 'db', more);
  await overrideAll(server, '/stacks/shop/instances/db');
  const secret = { set: [{ ...ONE_OF_EACH.env_vars, is_secret: true }] };
  await server.http.patch('/stacks/shop/instances/db/env-vars').send(secret).expect(200);
  const removal = { instance_id: source.id, removed: true, spec: ANOTHER_OF_EACH.healthcheck };
  await server.dataSource.manager.insert(facetOf('healthcheck').instance_row, removal);
  for (const name of FACET_NAMES)
    await server.dataSource.query(`UPDATE ${tableOf(name)} SET created_at = '2020-02-03', updated_at = '2021-03-04'`);
});
afterAll(() => server.close());

const metadata = (entity: new () => object) => server.dataSource.getMetadata(entity);
const tableOf = (name: FacetName) => metadata(facetOf(name).instance_row).tableName;
const duplicate = () => server.http.post('/stacks/shop/instances/db/duplicate');
const clone = (name = 'shop-2') => server.http.post('/stacks/shop/clone').send({ name });

/** The values of all columns that the entity has, but for some, in the order of ids. */
async function rowsOf(entity: new () => object, except: string[], owner: string, id: number): Promise<Row[]> {
  const { tableName, columns } = metadata(entity);
  const names = columns.map(({ databaseName }) => databaseName).filter((name) => !except.includes(name));
  const sql = `SELECT ${names.join(', ')} FROM ${tableName} WHERE ${owner} = $1 ORDER BY id`;
  const rows = await server.dataSource.query<Row[]>(sql, [id]);
  return rows.map((row) => opened(row, id));
}

/** A sealed value differs with each copy and opens only there; what is in it is the same. */
function opened(row: Row, id: number): Row {
  if (typeof row.sealed_value !== 'string') return row;
  const place = JSON.stringify(['env_vars', 'instance', id, row.key]);
  return { ...row, sealed_value: server.get(Keyring).open(row.sealed_value, place) };
}

/** An instance with its rows of every facet. */
async function instanceOf(id: number): Promise<Record<string, Row[]>> {
  const all: Record<string, Row[]> = { instance: await rowsOf(Instance, OWN_OF_INSTANCE, 'id', id) };
  for (const name of FACET_NAMES)
    all[name] = await rowsOf(facetOf(name).instance_row, OWN_OF_FACET_ROW, 'instance_id', id);
  return all;
}

/** The columns in which no row has a value that the column would have had anyway. */
const textOf = (value: unknown) => (typeof value === 'object' ? canonicalJson(value) : String(value));

function columnsAtDefault(entity: new () => object, except: string[], rows: Row[]): string[] {
  const columns = metadata(entity).columns.filter(({ databaseName }) => !except.includes(databaseName));
  const untold = columns.filter(({ databaseName, default: initial }) =>
    rows.every((row) => row[databaseName] === null || textOf(row[databaseName]) === textOf(initial)),
  );
  return untold.map(({ databaseName }) => databaseName);
}

/** How many rows every table has. */
async function rowCounts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const entity of ENTITIES) {
    const { tableName } = metadata(entity);
    counts[tableName] = await count(server, `SELECT count(*) FROM ${tableName}`);
  }
  return counts;
}

describe('what is copied', () => {
  it('has no column whose value would be there without copying it', async () => {
    const all = await instanceOf(source.id);
    // It has all of its settings, so it goes without none: test/e2e/removed-settings copies one that does.
    expect(columnsAtDefault(Instance, OWN_OF_INSTANCE, all.instance ?? [])).toEqual(['removed_settings']);
    const stack = await rowsOf(Stack, OWN_OF_STACK, 'id', source.stack_id);
    expect(columnsAtDefault(Stack, OWN_OF_STACK, stack)).toEqual([]);
    for (const name of FACET_NAMES) {
      expect(all[name]).toHaveLength(2);
      const untold = columnsAtDefault(facetOf(name).instance_row, OWN_OF_FACET_ROW, all[name] ?? []);
      expect({ [name]: untold }).toEqual({ [name]: [] });
    }
  });

  it('by a duplicate is every column of every table (lessons 1, 18)', async () => {
    const before = await instanceOf(source.id);
    const { body } = await duplicate().expect(201);
    expect(await instanceOf(body.id)).toEqual(before);
    expect(await instanceOf(source.id)).toEqual(before);
    const own = { stack_id: source.stack_id, instance_id: 'db-copy', container_name: 'devarch-shop-db-copy' };
    expect(await server.dataSource.manager.findOneBy(Instance, { id: body.id })).toMatchObject({
      ...{ ...own, revision: 1, deleted_at: null },
    });
    await server.http.delete('/stacks/shop/instances/db-copy').expect(204);
  });

  it('by a clone is every column of every table, and nothing from the trash (lessons 1, 18)', async () => {
    const before = await instanceOf(source.id);
    const stack = await rowsOf(Stack, OWN_OF_STACK, 'id', source.stack_id);
    const { body } = await clone().expect(201);
    expect(await rowsOf(Stack, OWN_OF_STACK, 'id', body.id)).toEqual(stack);
    const copies = await server.dataSource.manager.find(Instance, { where: { stack_id: body.id }, withDeleted: true });
    const own = { stack_id: body.id, instance_id: 'db', container_name: 'devarch-shop-2-db' };
    expect(copies).toMatchObject([{ ...own, revision: 1, deleted_at: null }]);
    expect(await instanceOf(copies[0]?.id ?? 0)).toEqual(before);
    expect(await instanceOf(source.id)).toEqual(before);
  });
});

describe.each(FACET_NAMES)('a failure in the middle, at the rows of %s,', (name) => {
  const refuse = async () => {
    await server.dataSource.query(`CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$`);
    await server.dataSource.query(
      `CREATE TRIGGER refuse AFTER INSERT ON ${tableOf(name)} FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
  };
  const allow = () => server.dataSource.query(`DROP TRIGGER refuse ON ${tableOf(name)}`);

  it('leaves nothing of a duplicate or a clone behind; without it both work', async () => {
    const before = await rowCounts();
    const [rows, summary] = [await instanceOf(source.id), await server.http.get('/stacks/shop').expect(200)];
    await refuse();
    const refused = [await duplicate(), await clone(`clone-${name.replace('_', '-')}`)];
    await allow();
    for (const { status, text } of refused) {
      expect(status).toBe(500);
      expect(text).not.toContain('refused by a test');
    }
    expect(await rowCounts()).toEqual(before);
    expect(await instanceOf(source.id)).toEqual(rows);
    expect((await server.http.get('/stacks/shop').expect(200)).body).toEqual(summary.body);
    const copy = (await duplicate().expect(201)).body;
    expect(await instanceOf(copy.id)).toEqual(rows);
    await server.http.delete(`/stacks/shop/instances/${copy.instance_id}`).expect(204);
    const cloned = await clone(`clone-${name.replace('_', '-')}`).expect(201);
    expect(cloned.body).toMatchObject({ instance_count: 1, override_count: 2 * FACET_NAMES.length });
    const after = await rowCounts();
    const added = Object.entries(after).filter(([table, rowCount]) => rowCount !== before[table]);
    const expected = [['stacks', 1], ['service_instances', 2], ...FACET_NAMES.map((facet) => [tableOf(facet), 4])];
    expect(added.map(([table, rowCount]) => [table, rowCount - (before[table] ?? 0)])).toEqual(expected);
  });
});
