import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { once } from 'node:events';
import { freePort } from '../setup/server-process.js';
import { serverProcesses } from '../setup/server-processes.js';
import { send, connectTo } from '../setup/server-requests.js';

const { inFolder, run, start } = serverProcesses();

describe('an end that comes at a bad moment', () => {
  it('is not held up by clients that never finish their request, nor loses what another one waits for', async () => {
    const server = await start('first');
    const client = await connectTo(server);
    await client.query('BEGIN; LOCK TABLE stacks IN EXCLUSIVE MODE');
    const unfinished = [
      'POST /api/v1/stacks HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90\r\n\r\n{"na',
      'GET /api',
    ];
    const sockets = unfinished.map((text) => {
      const socket = connect(Number(server.environment.PORT), '127.0.0.1');
      socket.on('error', () => {}).resume();
      socket.write(text);
      return socket;
    });
    const waiting = send(server.url, 'POST', '/stacks', { name: 'waits-for-the-lock' });
    while ((await client.query('SELECT FROM pg_locks WHERE NOT granted')).rowCount === 0) continue;
    const ended = server.end('SIGTERM');
    await Promise.all(sockets.map((socket) => once(socket, 'close')));
    await client.query('COMMIT');
    await client.end();
    expect((await waiting).status).toBe(201);
    expect(await ended).toMatchObject({ code: 0, signal: null });
  }, 60_000);

  it('leaves no database behind when it comes while that is made or started', async () => {
    const data_dir = inFolder('early');
    for (const sign of ['postgres.new-', 'postmaster.pid']) {
      const server = run({ PORT: String(await freePort()), DEVARCH_DATA_DIR: data_dir });
      while (!(await readdir(data_dir, { recursive: true }).catch(() => [])).join().includes(sign)) continue;
      const { code } = await server.end('SIGTERM');
      expect(code).toBe(0);
      const left = (await readdir(data_dir)).filter((name) => !['postgres', 'postgres.log'].includes(name));
      expect(left).toEqual([]);
      await expect(server.databasePid()).rejects.toThrow('ENOENT');
    }
  }, 60_000);
});

it('the embedded database, killed, is back without a restart of the server', async () => {
  const server = await start('first');
  const pid = await server.databasePid();
  process.kill(pid, 'SIGKILL');
  const seen: number[] = [];
  do seen.push((await fetch(`${server.url}/health/ready`)).status);
  while (!(seen.includes(503) && seen.at(-1) === 200));
  expect((await send(server.url, 'POST', '/stacks', { name: 'after-the-death' })).status).toBe(201);
  expect(server.output).toContain('ended unexpectedly');
  expect(await server.end('SIGTERM')).toMatchObject({ code: 0 });
}, 60_000);
