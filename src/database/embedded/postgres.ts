import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, realpath, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Cluster, EmbeddedPostgresOptions } from './cluster.js';
import { commandFor, ensureCluster, findBinaries, planLaunch } from './launch.js';
import { claimCluster, clearLeftovers, clusterName, ignoring, shutDown } from './owner.js';
import { hasEnded, supervise } from './supervisor.js';

const NAME = 'devarch'; // of the user and of the database
const HOST = '127.0.0.1';
const START_ATTEMPTS = 5;
const START_DEADLINE_MS = 60_000;
const WORTH_ANOTHER_TRY = /could not bind|could not create any TCP|lock file ".*" already exists|shared memory block/;

export interface EmbeddedPostgres {
  /** Connection string of the database `devarch`, with user and password. */
  readonly url: string;
  /** Stops the server (fast shutdown, falls back to immediate after a deadline) and waits for its end. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts PostgreSQL on the folder; throws when it cannot, or at once when another live process already does so. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const native_dir = await findBinaries();
  const data_dir = await absolutePath(options.data_dir);
  const release = await claimCluster(data_dir);
  try {
    const launch = await planLaunch(native_dir, data_dir);
    const cluster = { log: () => {}, settings: {}, ...options, lost: options.lost ?? (() => {}), data_dir, launch };
    const flags = cluster.settings['fsync'] === 'off' ? ['--no-sync'] : [];
    const password = await ensureCluster(data_dir, launch, flags, cluster.log);
    return await runServer(cluster, password, release);
  } catch (error) {
    await release();
    throw error;
  }
}

/** The same text for the same folder, however it was reached: the records beside it depend on that. */
async function absolutePath(folder: string): Promise<string> {
  const path = resolve(folder);
  await mkdir(dirname(path), { recursive: true });
  return (await ignoring(['ENOENT'], realpath(path))) ?? join(await realpath(dirname(path)), basename(path));
}

/** Starts the server, on another port when the first was taken in between, and sees to it that it runs until it is stopped. */
async function runServer(cluster: Cluster, password: string, release: () => Promise<void>): Promise<EmbeddedPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      const server = await startOnce(cluster, password, port);
      const url = `postgresql://${NAME}:${password}@${HOST}:${port}/${NAME}`;
      return { url, stop: supervise(server, cluster, () => startOnce(cluster, password, port), release) };
    } catch (error) {
      if (attempt < START_ATTEMPTS && WORTH_ANOTHER_TRY.test(String(error))) continue;
      throw error;
    }
  }
}

/** The server on a port, with the database in it; throws, with the end of its log, when it does not get that far. */
async function startOnce(cluster: Cluster, password: string, port: number): Promise<ChildProcess> {
  const { data_dir, launch, log } = cluster;
  await clearLeftovers(data_dir, launch.native_dir, log);
  const server = await spawnServer(cluster, port);
  const end = () => server.kill('SIGINT');
  process.once('exit', end);
  try {
    await untilReady(server, data_dir);
    await ensureDatabase(port, password);
    log(`PostgreSQL listens on ${HOST}:${port}, its folder is ${data_dir}.`);
    return server;
  } catch (cause) {
    await shutDown(launch.native_dir, server.pid, () => hasEnded(server));
    const lines = (await readFile(`${data_dir}.log`, 'utf8')).trimEnd().split('\n').slice(-20).join('\n');
    throw new Error(`PostgreSQL did not start on ${data_dir}: ${String(cause)}. End of its log:\n${lines}`, { cause });
  } finally {
    process.off('exit', end);
  }
}

/** Spawns the server in its own process group, so that Ctrl-C reaches only Node; a log file takes its output. */
async function spawnServer({ data_dir, launch, settings }: Cluster, port: number): Promise<ChildProcess> {
  const fixed = { listen_addresses: HOST, port, unix_socket_directories: '', cluster_name: clusterName(data_dir) };
  const flags = Object.entries({ ...settings, ...fixed }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { file, args, options } = commandFor(launch, 'postgres', ['-D', data_dir, ...flags]);
  await rm(`${data_dir}.log`, { force: true });
  const output = await open(`${data_dir}.log`, 'wx', 0o600);
  try {
    const server = spawn(file, args, { ...options, detached: true, stdio: ['ignore', output.fd, output.fd] });
    await once(server, 'spawn');
    server.unref();
    return server;
  } finally {
    await output.close();
  }
}

/** The server writes its state to its lock file; asking there cannot end up at another server on the same port. */
async function untilReady(server: ChildProcess, data_dir: string): Promise<void> {
  for (const end = Date.now() + START_DEADLINE_MS; Date.now() < end; await delay(20)) {
    if (hasEnded(server)) throw new Error('it ended at once');
    const lines = (await readFile(join(data_dir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready') return;
  }
  throw new Error(`it was not ready within ${START_DEADLINE_MS / 1000} s`);
}

/** Creates the database when it is missing; throws when no connection succeeds. */
async function ensureDatabase(port: number, password: string): Promise<void> {
  const login = { host: HOST, port, user: NAME, password, database: 'postgres', ssl: false };
  const client = new pg.Client({ ...login, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // a broken connection fails the query as well
  try {
    await client.connect();
    const found = await client.query('select 1 from pg_database where datname = $1', [NAME]);
    if (found.rowCount === 0) await client.query(`create database ${NAME}`);
  } finally {
    await client.end();
  }
}

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, HOST);
  await once(listener, 'listening');
  const address = listener.address();
  await new Promise((closed) => listener.close(closed));
  return typeof address === 'object' && address ? address.port : 0;
}
