import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { Database } from '../../src/database/database.js';
import { startTestApp, type TestApp } from '../setup/app.js';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

it('a connection that broke before COMMIT was sent has changed nothing, and the answer says so', async () => {
  const written = server.get(Database).write(async (tx) => {
    await tx.query(`INSERT INTO stacks (name, network_name) VALUES ('ghost', 'ghost-net')`);
    const connection: PoolClient | undefined = await tx.queryRunner?.connect();
    if (!connection) throw new Error('There is no transaction.');
    const ended = once(connection, 'end');
    const [{ pid }] = await tx.query('SELECT pg_backend_pid() AS pid');
    await server.dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
    await ended;
  });
  await expect(written).rejects.toThrow('Nothing was changed; try again.');
  await server.http.get('/stacks/ghost').expect(404);
});
