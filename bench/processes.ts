import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { performance } from 'node:perf_hooks';
import { build } from '../scripts/build.mjs';

export interface Target {
  name: string;
  url: string;
  pid: number;
  /** From the start of the process until it said that it listens. */
  started_ms: number;
  stop: () => Promise<void>;
}

const TYPESCRIPT = ['--import', '@swc-node/register/esm-register'];
const LISTENS = /(?:Swagger UI\s+|is ready on )(http:\/\/[\d.:]+)/;

const running = new Set<ChildProcess>();

/** Ends whatever was started and has not ended. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** Starts Node on a script and waits until it prints its address. Throws with what it printed when it ends instead. */
async function start(name: string, args: string[], env: NodeJS.ProcessEnv): Promise<Target> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const url = await untilListening(name, child);
  const stop = async () => {
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { name, url, pid: child.pid ?? 0, started_ms: performance.now() - begin, stop };
}

function untilListening(name: string, child: ChildProcess): Promise<string> {
  let printed = '';
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        printed += `${line}\n`;
        const address = LISTENS.exec(line)?.[1];
        if (address) resolve(address);
      });
    }
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}: ${printed}`)));
  });
}

const POOL_SIZE = '10';
/** One for all servers of a run: they take over databases from one another. */
const SECRET_KEY = randomBytes(32).toString('base64');

const SERVER = { flags: [] as string[] };
const BASELINE = { flags: TYPESCRIPT };

/** Both servers write a CPU profile to that folder when they end. */
export function profileInto(folder: string): void {
  const flags = ['--cpu-prof', `--cpu-prof-dir=${folder}`];
  SERVER.flags = [...SERVER.flags, ...flags];
  BASELINE.flags = [...BASELINE.flags, ...flags];
}

/** Compiled as `npm start` does it; without a database of ours, on its embedded one. */
export async function startServer(folder: string, database_url = ''): Promise<Target> {
  const program = join(await build(), 'main.js');
  return start('server', [...SERVER.flags, program], {
    PORT: '0',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'error',
    DATABASE_URL: database_url,
    DATABASE_POOL_SIZE: POOL_SIZE,
    DEVARCH_DATA_DIR: folder,
    DEVARCH_SECRET_KEY: SECRET_KEY,
  });
}

export function startBaseline(database_url: string): Promise<Target> {
  return start('baseline', [...BASELINE.flags, 'bench/baseline/main.ts', database_url, POOL_SIZE], {});
}
