import pg from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { execute } from '../../src/sql/execute.js';
import { prepared } from '../../src/sql/prepared.js';
import { InstancesService } from '../../src/instances/instances.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import { newInstance, newStack } from '../setup/story.js';

let server: TestApp;
let dataSource: DataSource;

beforeAll(async () => {
  server = await startTestApp({ DATABASE_POOL_SIZE: '2' });
  dataSource = server.dataSource;
  await aTemplate(dataSource);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
  await dataSource.query('CREATE TABLE note (id int PRIMARY KEY)');
});
afterAll(() => server.close());
afterEach(() => dataSource.query('DELETE FROM note'));

const INSERT = prepared('INSERT INTO note (id) VALUES ($1)');
const STATE = 'SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS writes, count(*)::int AS notes FROM note';
const insert = (tx: EntityManager, id: number) => execute(tx, INSERT, [id]);
const notes = async () => (await dataSource.query<{ notes: number }[]>(STATE))[0]?.notes;
const sent = (work: (tx: EntityManager) => Promise<unknown>) =>
  server.statements(() => dataSource.transaction(work).catch(() => {}));

/** How many transactions the sessions of this database are in, as another session sees it. */
async function openTransactions(): Promise<number> {
  const client = new pg.Client({ connectionString: server.database_url });
  await client.connect();
  const { rows } = await client.query<{ open: number }>(
    `SELECT count(*)::int AS open FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'`,
  );
  await client.end();
  return rows[0]?.open ?? -1;
}

describe('a transaction is opened together with its first statement', () => {
  it('which saves a round trip', async () => {
    expect(await sent((tx) => insert(tx, 1))).toEqual([INSERT, 'COMMIT']);
    expect(await notes()).toBe(1);
  });

  it('and is one: what comes after may undo it', async () => {
    const statements = await sent(async (tx) => {
      await insert(tx, 1);
      expect(await openTransactions()).toBe(1);
      await insert(tx, 1);
    });
    expect(statements.at(-1)).toBe('ROLLBACK');
    expect([await notes(), await openTransactions()]).toEqual([0, 0]);
  });

  it('where that one fails, nothing stays and the connection is as good as before', async () => {
    await insert(dataSource.manager, 7);
    expect(await sent((tx) => insert(tx, 7))).toEqual([INSERT, 'ROLLBACK']);
    expect(await openTransactions()).toBe(0);
    expect(await sent((tx) => insert(tx, 8))).toEqual([INSERT, 'COMMIT']);
    expect(await notes()).toBe(2);
  });

  it('one that is parsed for the first time, too; where it cannot be, it can be tried again', async () => {
    const sql = prepared('INSERT INTO later (id) VALUES ($1)');
    const later = (tx: EntityManager) => execute(tx, sql, [1]);
    expect(await sent(later)).toEqual([sql, 'ROLLBACK']);
    await dataSource.query('CREATE TABLE later (id int)');
    expect(await sent(later)).toEqual([sql, 'COMMIT']);
    expect(await dataSource.query('SELECT id FROM later')).toEqual([{ id: 1 }]);
  });

  it('a statement of the moment, too, with values and without', async () => {
    expect(await sent((tx) => tx.query('INSERT INTO note VALUES (3)'))).toEqual([
      'START TRANSACTION; INSERT INTO note VALUES (3)',
      'COMMIT',
    ]);
    expect(await sent((tx) => tx.query('INSERT INTO note VALUES ($1)', [4]))).toEqual([
      'INSERT INTO note VALUES ($1)',
      'COMMIT',
    ]);
    expect(await dataSource.query('SELECT id FROM note ORDER BY id')).toEqual([{ id: 3 }, { id: 4 }]);
  });

  it.each(['INSERT INTO note VALUES (3)', 'INSERT INTO note VALUES (3); INSERT INTO note VALUES (4)'])(
    'nothing overtakes it, even when nobody waits for it: %s',
    async (sql) => {
      const hasty = (tx: EntityManager) => Promise.all([tx.query(sql), Promise.reject(new Error('no'))]);
      expect((await sent(hasty)).at(-1)).toBe('ROLLBACK');
      expect([await notes(), await openTransactions()]).toEqual([0, 0]);
    },
  );

  it('what somebody hands to the driver as an object, or with a callback, is in the transaction as well', async () => {
    const runner = dataSource.createQueryRunner();
    const client: pg.PoolClient = await runner.connect();
    await runner.startTransaction();
    await new Promise((resolve) => client.query(INSERT, [1], resolve));
    await runner.rollbackTransaction();
    await runner.startTransaction();
    await new Promise((resolve) => client.query('INSERT INTO note VALUES (3)', resolve));
    await runner.rollbackTransaction();
    await runner.startTransaction();
    await new Promise((resolve) => client.query('COMMIT', resolve));
    await runner.rollbackTransaction();
    await runner.startTransaction();
    await client.query({ text: 'INSERT INTO note VALUES (2)' });
    await runner.rollbackTransaction();
    await runner.release();
    expect(await notes()).toBe(0);
  });

  it('a transaction without a statement is none', async () => {
    expect(await sent(() => Promise.resolve())).toEqual([]);
    expect(await sent(() => Promise.reject(new Error('changed my mind')))).toEqual([]);
  });

  it('a transaction in a transaction has its savepoint', async () => {
    const inner = (tx: EntityManager) =>
      tx.transaction(async (deeper) => {
        await insert(deeper, 2);
        throw new Error('only this');
      });
    const statements = await sent(async (tx) => {
      await inner(tx).catch(() => {});
      await insert(tx, 1);
    });
    expect(statements).toContain('ROLLBACK TO SAVEPOINT typeorm_1');
    expect(await dataSource.query('SELECT id FROM note')).toEqual([{ id: 1 }]);
  });

  it('a transaction keeps the isolation that it asks for', async () => {
    const sql = prepared('SELECT current_setting($1) AS level');
    const level = await dataSource.transaction('SERIALIZABLE', (tx) => execute(tx, sql, ['transaction_isolation']));
    expect(level).toEqual([{ level: 'serializable' }]);
  });
});

describe('where the opening itself fails', () => {
  it('nothing runs, on that connection never again', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.query('DEALLOCATE devarch_begin');
    await runner.startTransaction();
    const work = [insert(runner.manager, 1), insert(runner.manager, 2)].map((each) => each.catch(() => 'refused'));
    expect(await Promise.all(work)).toEqual(['refused', 'refused']);
    await expect(insert(runner.manager, 3)).rejects.toThrow(/closed|terminated/);
    await runner.release();
    expect(await notes()).toBe(0);
    expect(await sent((tx) => insert(tx, 4))).toContain('COMMIT');
    expect(await notes()).toBe(1);
  });
});

describe('a connection that is given back', () => {
  it('in a transaction without a statement is in none', async () => {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.release();
    await Promise.all([insert(dataSource.manager, 1), insert(dataSource.manager, 2)]);
    expect([await notes(), await openTransactions()]).toEqual([2, 0]);
  });
});

it('without prepared statements a transaction is opened by itself', async () => {
  const plain = await startTestApp({ DATABASE_POOL_SIZE: '2', DATABASE_PREPARED_STATEMENTS: 'false' });
  try {
    await aTemplate(plain.dataSource);
    await newStack(plain, 'shop');
    const create = () => plain.get(InstancesService).create('shop', { instance_id: 'db', template: 'postgres' });
    const statements = await plain.statements(create);
    expect([statements[0], statements.at(-1)]).toEqual(['START TRANSACTION', 'COMMIT']);
  } finally {
    await plain.close();
  }
});
