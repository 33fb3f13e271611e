import { mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Client } from 'pg';
import { build } from '../../scripts/build.mjs';
import { createDatabase } from '../setup/database.js';
import { query } from '../setup/server.js';
import { freePort, isRunning, ServerProcess } from '../setup/server-process.js';

const STOPPED_WITHIN_MS = 10_000;

let program: string;
let folder: string;
const processes: ServerProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'devarch-process-'));
  program = await build();
}, 120_000);

afterAll(async () => {
  for (const server of processes) {
    const pid = await server.databasePid().catch(() => 0);
    await server.end('SIGKILL');
    if (pid > 0 && isRunning(pid)) process.kill(pid, 'SIGKILL');
  }
  await rm(folder, { recursive: true, force: true });
});

function run(environment: Record<string, string>): ServerProcess {
  const server = new ServerProcess(program, environment);
  processes.push(server);
  return server;
}

/** The server with its embedded database in a folder, ready. */
async function start(data_dir: string): Promise<ServerProcess> {
  return run({ PORT: String(await freePort()), DEVARCH_DATA_DIR: join(folder, data_dir) }).started();
}

interface Answer {
  status: number;
  body: string;
}

/** A request on a connection of its own, or on one of the agent. */
function send(url: string, method: string, path: string, body?: object, agent?: Agent): Promise<Answer> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers =
    text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const outgoing = request(`${url}/api/v1${path}`, { method, headers, agent: agent ?? false });
  const answer = once(outgoing, 'response').then(async ([response]) => {
    let received = '';
    for await (const chunk of response.setEncoding('utf8')) received += chunk;
    return { status: response.statusCode, body: received };
  });
  outgoing.end(text);
  return answer;
}

const template = { name: 'own-postgres', image_name: 'postgres' };

/** A connection to the embedded database, as the server itself makes it. */
async function connectTo(server: ServerProcess): Promise<Client> {
  const cluster = join(server.environment.DEVARCH_DATA_DIR ?? '', 'postgres');
  const password = await readFile(join(cluster, 'devarch.password'), 'utf8');
  const port = Number((await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n')[3]);
  const client = new Client({ host: '127.0.0.1', port, user: 'devarch', database: 'devarch', password });
  client.on('error', () => {});
  await client.connect();
  return client;
}

describe('the server as a process', () => {
  it('says where Swagger UI is and what to try, and both work', async () => {
    const server = await start('first');
    const [, docs = ''] = /Swagger UI\s+(\S+)/.exec(server.output) ?? [];
    const [, curl = ''] = /curl '([^']+)'/.exec(server.output) ?? [];
    expect(docs).toBe(`${server.url}/docs`);
    expect((await fetch(docs)).status).toBe(200);
    const tried = await fetch(curl);
    expect([tried.status, Array.isArray(await tried.json())]).toEqual([200, true]);
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0, signal: null });
  }, 60_000);

  it.each([
    ['SIGTERM', 'of their own', new Agent({ keepAlive: false })],
    ['SIGINT', 'of their own', new Agent({ keepAlive: false })],
    ['SIGTERM', 'that clients keep open', new Agent({ keepAlive: true })],
  ] as const)(
    '%s answers every request on connections %s, ends with 0, and takes its database along (P8)',
    async (signal, kind, agent) => {
      const server = await start('first');
      const pid = await server.databasePid();
      const name = `in-flight-${signal.toLowerCase()}-${kind.length}`;
      expect((await send(server.url, 'POST', '/stacks', { name })).status).toBe(201);
      const client = await connectTo(server);
      await client.query('BEGIN; LOCK TABLE service_instances IN EXCLUSIVE MODE');
      await send(server.url, 'POST', '/services', template);
      await send(server.url, 'GET', '/stacks', undefined, agent);
      const paths = Array.from({ length: 8 }, (_, n) => `i${n}`);
      const answers = paths.map((instance_id) =>
        send(server.url, 'POST', `/stacks/${name}/instances`, { instance_id, template: template.name }, agent),
      );
      const waiting = 'SELECT count(*)::int AS count FROM pg_locks WHERE NOT granted';
      while ((await client.query<{ count: number }>(waiting)).rows[0]?.count !== paths.length) continue;
      const ended = server.end(signal).finally(() => agent.destroy());
      while (!(await refuses(server.url))) continue;
      await client.query('COMMIT');
      await client.end();
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(paths.map(() => 201));
      expect(await ended).toMatchObject({ code: 0, signal: null });
      expect((await ended).took).toBeLessThan(STOPPED_WITHIN_MS);
      expect(isRunning(pid)).toBe(false);
      const again = await start('first');
      const { body } = await send(again.url, 'GET', `/stacks/${name}/instances`);
      expect(JSON.parse(body)).toHaveLength(paths.length);
      expect(await again.end('SIGTERM')).toMatchObject({ code: 0 });
    },
    90_000,
  );

  it('after kill -9 in the middle of writing every acknowledged write is there (P2)', async () => {
    const server = await start('first');
    const written: string[] = [];
    const lanes = Array.from({ length: 4 }, async (_, lane) => {
      for (let n = 0; ; n += 1) {
        const answer = await send(server.url, 'POST', '/stacks', { name: `kept-${lane}-${n}` }).catch(() => undefined);
        if (answer?.status !== 201) return;
        written.push(`kept-${lane}-${n}`);
        if (written.length === 40) void server.end('SIGKILL');
      }
    });
    await Promise.all(lanes);
    expect((await server.end('SIGKILL')).signal).toBe('SIGKILL');
    const again = await start('first');
    const kept = await send(again.url, 'GET', '/stacks?limit=500&search=kept');
    const names = new Set(JSON.parse(kept.body).map((stack: { name: string }) => stack.name));
    expect(written.length).toBeGreaterThanOrEqual(40);
    expect(written.filter((name) => !names.has(name))).toEqual([]);
    expect(await again.end('SIGTERM')).toMatchObject({ code: 0 });
  }, 90_000);
});

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
    const data_dir = join(folder, 'early');
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

/** Whether nobody listens there any more. */
async function refuses(url: string): Promise<boolean> {
  return send(url, 'GET', '/stacks').then(
    () => false,
    () => true,
  );
}

describe('a wrong configuration ends the start with 1 and says what to do (lessons 22)', () => {
  const secret = 'pass-4711-word';
  const nobody = `postgres://app:${secret}@127.0.0.1:1/shop`;
  const ambiguous = `postgres://app:${secret}@localhost:1/shop`;
  const unknown = `postgres://app:${secret}@no-such-host.invalid/shop`;

  it.each([
    ['PORT', 'abc', /PORT is "abc", but it takes an integer from 0 to 65535/],
    ['DEVARCH_MIGRAT', '1', /DEVARCH_MIGRAT is not a variable of this server; did you mean DEVARCH_MIGRATE\?/],
    ['DATABASE_URL', 'foo', /DATABASE_URL is "foo", but it takes a connection string such as postgres:/],
    ['HOST', '0.0.0.0', /HOST is "0\.0\.0\.0", but .*loopback/],
    ['DATABASE_URL', `mysql://app:${secret}@db/shop`, /DATABASE_URL .*it takes a connection string/],
    ['DATABASE_URL', nobody, /DATABASE_URL .*127\.0\.0\.1:1.*ECONNREFUSED/],
    ['DATABASE_URL', ambiguous, /DATABASE_URL .*localhost:1.*ECONNREFUSED/],
    ['DATABASE_URL', unknown, /DATABASE_URL .*no-such-host\.invalid.*(ENOTFOUND|EAI_AGAIN)/],
  ])('%s=%s', async (name, value, message) => {
    const environment = { PORT: '0', DEVARCH_DATA_DIR: join(folder, 'unused'), [name]: value };
    const { code, output } = await run(environment).exit();
    expect(code).toBe(1);
    expect(output).toMatch(/^DevArch API cannot start\. /);
    expect(output).toMatch(message);
    expect(output).not.toMatch(/^\s+at |node:internal|node_modules/m);
    expect(output).not.toContain(secret);
  });

  it.each([
    ['/proc/none/at-all', /DEVARCH_DATA_DIR is "\/proc\/none\/at-all", but the folder \/proc\/none cannot be made/i],
    ['/dev/null/x', /DEVARCH_DATA_DIR is "\/dev\/null\/x", but the folder .* cannot be made/i],
  ])('a data folder that cannot be made: %s', async (data_dir, message) => {
    const { code, output } = await run({ PORT: '0', DEVARCH_DATA_DIR: data_dir }).exit();
    expect([code, output]).toEqual([1, expect.stringMatching(message)]);
  });

  it('what the data folder needs and has not: the password of the database, a key file that is one', async () => {
    const environment = {
      PORT: '0',
      DEVARCH_DATA_DIR: join(folder, 'first'),
      DEVARCH_SECRET_KEY: '',
      NODE_ENV: 'test',
    };
    const key_file = join(folder, 'first', 'secret.key');
    await (await start('first')).end('SIGTERM');
    await writeFile(key_file, '', { mode: 0o600 });
    await truncate(key_file, 2 ** 30);
    expect((await run(environment).exit()).output).toMatch(/The key file .*secret\.key has 1073741824 bytes/);
    await rm(key_file);
    const password = join(folder, 'first', 'postgres', 'devarch.password');
    await rename(password, `${password}.aside`);
    expect((await run(environment).exit()).output).toMatch(
      /has no devarch\.password, .*put it back, or set DATABASE_URL/,
    );
    await rename(`${password}.aside`, password);
  }, 60_000);

  it('a database that is not there yet is waited for as long as asked, a line a second', async () => {
    const environment = { PORT: '0', DATABASE_URL: nobody, DEVARCH_DATABASE_WAIT_SECONDS: '2' };
    const { code, output } = await run(environment).exit();
    expect(code).toBe(1);
    expect(output.match(/Waiting: DATABASE_URL leads to .*ECONNREFUSED/g)?.length).toBeGreaterThan(1);
    expect(output).not.toContain(secret);
  }, 60_000);

  it('a signal ends that wait at once, with 0', async () => {
    const server = run({ PORT: '0', DATABASE_URL: nobody, DEVARCH_DATABASE_WAIT_SECONDS: '3600' });
    while (!server.output.includes('Waiting: ')) await setImmediate();
    expect(await server.end('SIGTERM')).toMatchObject({ code: 0, signal: null });
  }, 60_000);

  it('a database that only reads, or a certificate that is not there, is said of DATABASE_URL', async () => {
    const database = await createDatabase();
    const name = new URL(database.url).pathname.slice(1);
    await query(database.url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    const only_reads = await run({ PORT: '0', DATABASE_URL: database.url }).exit();
    await database.drop();
    expect([only_reads.code, only_reads.output]).toEqual([1, expect.stringMatching(/DATABASE_URL .* only reads/)]);
    const certificate = await run({ PORT: '0', DATABASE_URL: `${nobody}?sslrootcert=/not-there` }).exit();
    expect(certificate.output).toMatch(/DATABASE_URL cannot be used: ENOENT.*not-there/);
    expect(certificate.output).not.toContain(secret);
  }, 60_000);

  it('names every wrong variable at once', async () => {
    const { code, output } = await run({ PORT: '-1', DATABASE_POOL_SIZE: '1', LOG_LEVEL: 'loud' }).exit();
    expect(code).toBe(1);
    for (const name of ['PORT', 'DATABASE_POOL_SIZE', 'LOG_LEVEL']) expect(output).toContain(`${name} is `);
  });

  it('a port that is taken is named, and the embedded database is stopped again', async () => {
    const listener = createServer().listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const address = listener.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const server = run({ PORT: String(port), DEVARCH_DATA_DIR: join(folder, 'first') });
    const { code, output } = await server.exit();
    listener.close();
    expect(code).toBe(1);
    expect(output).toContain(String(port));
    expect(output).not.toMatch(/^\s+at /m);
    await expect(server.databasePid()).rejects.toThrow('ENOENT');
  }, 60_000);
});
