import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { SECRET_KEY } from './secret-key.js';

const READY = 'DevArch API is ready.';

/** A port that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  await new Promise((closed) => listener.close(closed));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** The server as its users start it: a process with an environment and nothing else of ours. */
export class ServerProcess {
  output = '';
  private readonly ended: Promise<{ code: number | null; signal: string | null }>;
  private readonly ready: Promise<void>;

  constructor(
    folder: string,
    readonly environment: Record<string, string>,
    private readonly child: ChildProcess = spawn(process.execPath, [join(folder, 'main.js')], {
      env: { PATH: process.env.PATH, NODE_ENV: 'production', LOG_LEVEL: 'warn', ...SECRET_KEY, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  ) {
    this.ended = once(child, 'close').then(([code, signal]) => ({ code, signal }));
    this.ready = new Promise((resolve) => {
      for (const stream of [child.stdout, child.stderr]) {
        if (!stream) continue;
        createInterface({ input: stream }).on('line', (line) => {
          this.output += `${line}\n`;
          if (line.includes(READY)) resolve();
        });
      }
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.environment.PORT}`;
  }

  /** Throws, with what it printed, when it ends instead. */
  async started(): Promise<this> {
    const ended = this.ended.then(({ code }) => Promise.reject(new Error(`It ended with ${code}: ${this.output}`)));
    await Promise.race([this.ready, ended]);
    return this;
  }

  /** Sends the signal and waits for the end; how it ended and the milliseconds that it took. */
  async end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: string | null; took: number }> {
    const begin = Date.now();
    this.child.kill(signal);
    return { ...(await this.ended), took: Date.now() - begin };
  }

  async exit(): Promise<{ code: number | null; output: string }> {
    const { code } = await this.ended;
    return { code, output: this.output };
  }

  /** The process id of the embedded PostgreSQL server. */
  async databasePid(): Promise<number> {
    const file = join(this.environment.DEVARCH_DATA_DIR ?? '', 'postgres', 'postmaster.pid');
    return Number((await readFile(file, 'utf8')).split('\n')[0]);
  }
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
