import { DataSource, type EntityManager } from 'typeorm';
import { execute } from '../../src/sql/execute.js';
import { toDomainError } from '../../src/database/errors.js';
import { startTestApp, type TestApp } from '../setup/app.js';

let server: TestApp;
let dataSource: DataSource;

beforeAll(async () => {
  server = await startTestApp({ DATABASE_POOL_SIZE: '2' });
  dataSource = server.dataSource;
  await dataSource.query('CREATE TABLE note (id int PRIMARY KEY)');
});
afterAll(() => server.close());
afterEach(() => dataSource.query('DELETE FROM note'));

const INSERT = 'INSERT INTO note (id) VALUES ($1)';
const COUNT = 'SELECT count(*)::int AS notes FROM note';
const insert = (tx: EntityManager, id: number) => execute(tx, INSERT, [id]);
const notes = async () => (await dataSource.query<{ notes: number }[]>(COUNT))[0]?.notes;

const SESSION = 'SELECT pg_backend_pid() AS pid, pg_sleep(0.05)::text AS slept';

describe('a connection of the pool', () => {
  it('after a statement that was refused is used again', async () => {
    const sessions = async () => {
      const pids = await Promise.all([1, 2].map(() => execute<{ pid: number }>(dataSource.manager, SESSION)));
      return pids.map(([row]) => row?.pid).toSorted();
    };
    const before = await sessions();
    const refused = () => execute(dataSource.manager, 'SELECT 1 / $1::int', [0]);
    for (let n = 0; n < 5; n++) await expect(refused()).rejects.toThrow('division by zero');
    expect(await sessions()).toEqual(before);
  });
});

describe('the manager of a transaction that is over', () => {
  it('is refused: its connection is somebody else’s by now', async () => {
    const escaped = await dataSource.transaction((tx) => Promise.resolve(tx));
    await expect(insert(escaped, 1)).rejects.toThrow(/released/);
    expect(await notes()).toBe(0);
  });
});

describe('an application that listens', () => {
  it('is told of every statement', async () => {
    const heard: string[] = [];
    const listening = new DataSource({
      ...dataSource.options,
      logging: true,
      logger: 'debug',
    } as typeof dataSource.options);
    await listening.initialize();
    listening.logger = Object.assign(Object.create(null) as typeof listening.logger, {
      logQuery: (sql: string) => heard.push(sql),
    });
    try {
      await execute(listening.manager, COUNT);
      await listening.transaction((tx) => insert(tx, 5));
      expect(heard).toEqual([COUNT, 'START TRANSACTION', INSERT, 'COMMIT']);
      const [row] = await execute<{ notes: number }>(listening.manager, COUNT);
      expect(row?.notes).toBe(1);
    } finally {
      await listening.destroy();
    }
  });
});

it('a data source that is not open, or not any more, is a database that is away', async () => {
  const closed = new DataSource(dataSource.options);
  const error: unknown = await execute(closed.manager, COUNT).catch((thrown: unknown) => thrown);
  expect(toDomainError(error)).toMatchObject({ kind: 'unavailable' });
});
