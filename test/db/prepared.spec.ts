import { Database } from '../../src/database/database.js';
import { run, statement } from '../../src/sql/statement.js';
import { Stack } from '../../src/model/stack.entity.js';
import { InstancesService } from '../../src/instances/instances.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import { newInstance, newStack } from '../setup/story.js';

let server: TestApp;

async function start(environment: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  const started = await startTestApp({ DATABASE_POOL_SIZE: '2', ...environment });
  await aTemplate(started.dataSource);
  await newStack(started, 'shop');
  await newInstance(started, 'shop', 'db');
  return started;
}

beforeAll(async () => {
  server = await start();
});
afterAll(() => server.close());

interface Kept {
  name: string;
  statement: string;
  uses: number;
}

/** What the connections of the pool, asked one after the other, keep prepared. */
async function kept(app: TestApp): Promise<Kept[]> {
  const sql = 'SELECT name, statement, (generic_plans + custom_plans)::int AS uses FROM pg_prepared_statements';
  return app.dataSource.query<Kept[]>(sql);
}

const PATH = '/stacks/shop/instances/db';
const LIST = '/stacks/shop/instances';

describe('hot statements are prepared once per connection', () => {
  it('a read is sent by name, and planned once however often it is asked', async () => {
    for (let n = 0; n < 5; n++) await server.http.get(LIST).expect(200);
    const statements = (await kept(server)).filter(({ statement: sql }) => sql.includes('"count_config_files"'));
    expect(statements.map(({ name }) => name)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^devarch_\d+_\d+$/)]),
    );
    expect(Math.max(...statements.map(({ uses }) => uses))).toBeGreaterThanOrEqual(5);
  });

  it('names stand for one text each', async () => {
    const statements = await kept(server);
    expect(new Set(statements.map(({ name }) => name)).size).toBe(statements.length);
  });

  it('nothing is, where it is switched off', async () => {
    const plain = await start({ DATABASE_PREPARED_STATEMENTS: 'false' });
    try {
      await plain.http.get(PATH).expect(200);
      expect(await kept(plain)).toEqual([]);
    } finally {
      await plain.close();
    }
  });

  it('plans are never compiled nor made anew, and look-ups by key are not thought to be slow', async () => {
    const [row] = await server.dataSource.query<object[]>(
      `SELECT current_setting('jit') AS jit, current_setting('random_page_cost') AS random_page_cost,
         current_setting('plan_cache_mode') AS plan_cache_mode`,
    );
    expect(row).toEqual({ jit: 'off', random_page_cost: '1.1', plan_cache_mode: 'force_generic_plan' });
    const sql = 'SELECT sum(custom_plans)::int AS custom FROM pg_prepared_statements';
    expect(await server.dataSource.query(sql)).toEqual([{ custom: 0 }]);
  });

  it('a caller’s transaction uses its own connection', async () => {
    await server.dataSource.transaction(async (tx) => {
      await tx.query(`UPDATE service_instances SET description = 'not yet'`);
      const inside = await server.get(InstancesService).get({ stack: 'shop', instance: 'db' }, tx);
      expect(inside.description).toBe('not yet');
      const outside = await server.get(InstancesService).get({ stack: 'shop', instance: 'db' });
      expect(outside.description).toBe('');
      await tx.query(`UPDATE service_instances SET description = ''`);
    });
  });
});

describe('a table that changes under a prepared statement', () => {
  const widen = (type: string) => server.dataSource.query(`ALTER TABLE stacks ALTER network_name TYPE ${type}`);
  afterEach(() => widen('varchar(80)'));

  it('a read is done again, planned anew, on every connection', async () => {
    const read = () => server.http.get('/stacks/shop').expect(200);
    await Promise.all([read(), read(), read()]);
    await widen('text');
    await Promise.all([read(), read(), read()]);
    await widen('varchar(90)');
    expect((await server.statements(read)).length).toBe(2);
    expect((await server.statements(read)).length).toBe(1);
  });

  it('a write is done again as a whole', async () => {
    const write = () => server.http.put('/stacks/shop').send({ description: 'new' }).expect(200);
    await write();
    await widen('text');
    const statements = await server.statements(write);
    expect(statements.filter((sql) => sql === 'ROLLBACK').length).toBeLessThanOrEqual(1);
    expect(statements.at(-1)).toBe('COMMIT');
  });

  it('inside a caller’s transaction it is a 503: only the caller can do it again', async () => {
    const database = server.get(Database);
    const name = statement(server.dataSource.manager, 'test.network', ['name'], (manager) =>
      manager.createQueryBuilder(Stack, 'stack').select('stack.network_name').where('stack.name = :name'),
    );
    const attempt = server.dataSource.transaction(async (tx) => {
      const read = () => database.read((inner) => run(inner, name, { name: 'shop' }), tx);
      await read();
      await tx.query('ALTER TABLE stacks ALTER network_name TYPE text');
      await read();
    });
    await expect(attempt).rejects.toMatchObject({ kind: 'unavailable' });
  });
});
