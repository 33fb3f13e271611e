import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { link, readdir, readFile, readlink, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Children get this instead of the parent's environment, so that no PG* variable and no secret reaches them. */
export const CHILD_ENV = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C' };
/** Shutdown requests in order (fast, immediate, by force), each with the milliseconds it may take. */
const SHUTDOWN_STEPS = { INT: 20_000, QUIT: 10_000, KILL: 5_000 };

/** The result, or undefined when it fails with one of these system error codes. */
export async function ignoring<T>(codes: string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    // No instanceof: errors of Node's own modules come from another realm in some test runners.
    if (typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code))) return;
    throw error;
  }
}

/** Records this process as the user of the cluster; throws when another live one is. Returns the function that ends it. */
export async function claimCluster(data_dir: string): Promise<() => Promise<void>> {
  const path = `${data_dir}.owner`;
  const token = randomBytes(6).toString('hex');
  const draft = `${path}.${token}`;
  const record = JSON.stringify({ pid: process.pid, began: await beginOf(process.pid), token });
  await writeFile(draft, record, { flag: 'wx' });
  try {
    // A link appears together with its content, or not at all when there is one already.
    const linked = () => link(draft, path).then(() => true);
    while (!(await ignoring(['EEXIST'], linked()))) await evictDeadOwner(path, data_dir, `${draft}.old`);
  } finally {
    await rm(draft, { force: true });
  }
  return async () => {
    if ((await ignoring(['ENOENT'], readFile(path, 'utf8'))) === record) await rm(path, { force: true });
  };
}

async function evictDeadOwner(path: string, data_dir: string, aside: string): Promise<void> {
  const text = await ignoring(['ENOENT'], readFile(path, 'utf8'));
  if (text === undefined) return;
  const pid = await liveOwner(text);
  if (pid !== undefined) {
    throw new Error(`Process ${pid} already runs PostgreSQL on ${data_dir} (says ${path}): stop that first.`);
  }
  await ignoring(['ENOENT'], rename(path, aside));
  const moved = await ignoring(['ENOENT'], readFile(aside, 'utf8'));
  // Somebody else was faster and the file is theirs by now: put it back.
  if (moved !== undefined && moved !== text) await ignoring(['EEXIST'], link(aside, path));
  await rm(aside, { force: true });
}

async function liveOwner(text: string): Promise<number | undefined> {
  const pid = Number(/"pid":(\d+)/.exec(text)?.[1] ?? 0);
  const recorded = /"began":"([^"]*)"/.exec(text)?.[1] ?? '';
  const began = await beginOf(pid);
  if (began === undefined) return undefined;
  return began === recorded || began === '' || recorded === '' ? pid : undefined;
}

/** When a process began, to tell it from others with its number; undefined when it is gone, '' when not known. */
async function beginOf(pid: number): Promise<string | undefined> {
  if (!isAlive(pid)) return undefined;
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [state, ...rest] = status.slice(status.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  if (rest.length > 18) return `${boot.trim()} ${rest[18]}`;
  return processStatus(['-o', 'lstart=', '-p', String(pid)]);
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error && error.code === 'EPERM';
  }
}

/** Output of `ps`, the way to ask where there is no /proc; '' where there is no ps either. */
async function processStatus(args: string[]): Promise<string> {
  const { stdout } = await run('ps', args, { env: CHILD_ENV, windowsHide: true }).catch(() => ({ stdout: '' }));
  return stdout.trim();
}

/** Makes room for a new server: stops one that an earlier run left behind and removes a lock file nobody holds. */
export async function clearLeftovers(data_dir: string, native_dir: string, log: (line: string) => void): Promise<void> {
  const lock_file = join(data_dir, 'postmaster.pid');
  const lock = await ignoring(['ENOENT'], readFile(lock_file, 'utf8'));
  if (lock === undefined) return;
  const pid = Number.parseInt(lock, 10) || 0;
  const began = await beginOf(pid);
  if (began !== undefined && (await isServerOf(pid, data_dir))) {
    log(`Stopping the PostgreSQL server that an earlier run left behind (process ${pid}).`);
    await shutDown(native_dir, pid, async () => (await beginOf(pid)) !== began);
  }
  await killStrays(data_dir);
  await rm(lock_file, { force: true });
}

async function isServerOf(pid: number, data_dir: string): Promise<boolean> {
  if (process.platform === 'win32') return true; // pg_ctl reaches PostgreSQL servers only
  const command = await commandOf(pid);
  if (command.includes(`postgres -D ${data_dir} `)) return true;
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  return folder === data_dir && /^\S*\bpostgres /.test(command);
}

async function commandOf(pid: number): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  return command?.replaceAll('\0', ' ') ?? processStatus(['-o', 'command=', '-p', String(pid)]);
}

/** Name of the cluster in the process list, by which processes without their server are found. */
export function clusterName(data_dir: string): string {
  return `devarch_${createHash('sha256').update(data_dir).digest('hex').slice(0, 12)}`;
}

/** A query may outlive a killed server and keep its memory, which blocks the next one. */
async function killStrays(data_dir: string): Promise<void> {
  const entries = await readdir('/proc').catch(() => []);
  const listed = entries.length > 0 ? entries : (await processStatus(['-axo', 'pid='])).split(/\s+/);
  for (const pid of listed.map(Number).filter((number) => number > 0)) {
    const isStray = (await commandOf(pid)).startsWith(`postgres: ${clusterName(data_dir)}: `);
    if (isStray) await ignoring(['ESRCH', 'EPERM'], signalServer('', pid, 'KILL'));
  }
}

async function signalServer(native_dir: string, pid: number, name: string): Promise<void> {
  if (process.platform !== 'win32') process.kill(pid, `SIG${name}`);
  else await run(join(native_dir, 'bin', 'pg_ctl'), ['kill', name, String(pid)], { windowsHide: true }).catch(() => {});
}

/** Asks a server to stop, at first in order and then by force, until it is gone; throws when nothing helps. */
export async function shutDown(native_dir: string, pid = 0, isGone: () => boolean | Promise<boolean>): Promise<void> {
  for (const [signal, patience_ms] of Object.entries(SHUTDOWN_STEPS)) {
    if (pid === 0 || (await isGone())) return;
    await ignoring(['ESRCH'], signalServer(native_dir, pid, signal));
    for (const end = Date.now() + patience_ms; Date.now() < end; await delay(20)) if (await isGone()) return;
  }
  throw new Error(`The PostgreSQL server (process ${pid}) does not stop.`);
}
