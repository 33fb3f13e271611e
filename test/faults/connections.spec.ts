import pg from 'pg';
import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { Database } from '../../src/database/database.js';
import { outliveConnections } from '../../src/database/pool.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { AppWithServer } from '../setup/app-with-server.js';
import { endingProxy } from '../setup/ending-proxy.js';

/** Long where somebody asks for it: the number of rounds and the seconds of each. */
const [ROUNDS, SECONDS] = (process.env.TERMINATION_ROUNDS ?? '4x1').split('x').map(Number) as [number, number];

const escaped: unknown[] = [];
const escape = (error: unknown) => void escaped.push(error);

// The test runner's own listeners would end the run instead of failing the test.
const listeners = process.listeners('uncaughtException');
beforeAll(() => {
  process.removeAllListeners('uncaughtException').on('uncaughtException', escape);
});
afterAll(() => {
  process.off('uncaughtException', escape);
  for (const listener of listeners) process.on('uncaughtException', listener);
});
afterEach(() => expect(escaped).toEqual([]));

describe('a connection that ends in the packet that says it is ready', () => {
  let proxy: Awaited<ReturnType<typeof endingProxy>>;
  const address = () => Object.assign(new URL(process.env.TEST_DATABASE_URL ?? ''), { port: String(proxy.port) });
  beforeAll(async () => {
    proxy = await endingProxy(Number(new URL(process.env.TEST_DATABASE_URL ?? '').port));
  });
  afterAll(() => proxy.close());

  /** Takes a connection and only looks at it a moment later, as everybody does who awaits it. */
  async function take(pool: pg.Pool): Promise<unknown> {
    const client = await pool.connect();
    try {
      await new Promise(setImmediate);
      await client.query('SELECT 1');
    } finally {
      client.release(true);
    }
    return 'answered';
  }

  it('fails its statement and leaves the process alone, in our own pool', async () => {
    const { extra } = dataSourceOptions(readConfig({}).database, '');
    const pool = new pg.Pool({ connectionString: address().toString(), ...extra });
    for (let n = 0; n < 5; n += 1) await expect(take(pool)).rejects.toThrow(/terminat|connection error/);
    await pool.end();
  });

  it('and in a pool of an application that imports the modules', async () => {
    const pool = new pg.Pool({ connectionString: address().toString() });
    const dataSource = new DataSource({ type: 'postgres' });
    Reflect.set(dataSource.driver, 'master', pool);
    outliveConnections(dataSource);
    for (let n = 0; n < 5; n += 1) await expect(take(pool)).rejects.toThrow(/terminat|connection error/);
    await pool.end();
  });

  it('and in one that the application opens after its modules were put together, or that only reads', async () => {
    const [master, replica] = [0, 1].map(() => new pg.Pool({ connectionString: address().toString() }));
    const dataSource = new DataSource({ type: 'postgres' });
    const database = new Database(dataSource);
    Object.assign(dataSource.driver, { master, slaves: [replica] });
    await database.read(() => Promise.resolve());
    for (const pool of [master, replica]) {
      if (pool) await expect(take(pool)).rejects.toThrow(/terminat|connection error/);
      await pool?.end();
    }
  });
});

it('sessions that an administrator ends at random under load never end the process, and each answer is one', async () => {
  const server = await AppWithServer.start({ DATABASE_POOL_SIZE: '8' });
  await server.http.post('/stacks').send({ name: 'shop' }).expect(201);
  const answered = new Map<number, number>();
  let [running, names] = [true, 0];
  const lane = async (_: unknown, number: number) => {
    while (running) {
      const path = number % 2 === 0 ? server.http.get('/stacks/shop') : server.http.post('/stacks');
      const { status } = number % 2 === 0 ? await path : await path.send({ name: `made-${(names += 1)}` });
      answered.set(status, (answered.get(status) ?? 0) + 1);
    }
  };
  const lanes = Promise.all(Array.from({ length: 12 }, lane));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const end = Date.now() + SECONDS * 1_000; Date.now() < end;) {
      const pids = await server.backends();
      const pid = pids[Math.floor(Math.random() * pids.length)];
      if (pid !== undefined) await server.query('SELECT pg_terminate_backend($1)', pid);
    }
  }
  running = false;
  await lanes;
  await server.recovered();
  await server.close();
  expect([...answered.keys()].filter((status) => ![200, 201, 503].includes(status))).toEqual([]);
  expect(answered.get(503)).toBeGreaterThan(0);
  expect(answered.get(201)).toBeGreaterThan(0);
}, 600_000);
