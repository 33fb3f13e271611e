import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';

export interface DemoServer {
  api: string;
  stop: () => Promise<void>;
}

/** The server that runs already, or one of the demo's own with a database that is gone afterwards. */
export async function findServer(): Promise<DemoServer> {
  const running = `http://127.0.0.1:${process.env.PORT ?? 8550}`;
  const answers = await fetch(`${running}/health/ready`).then(
    (response) => response.ok,
    () => false,
  );
  return answers ? { api: `${running}/api/v1`, stop: () => Promise.resolve() } : startServer();
}

async function startServer(): Promise<DemoServer> {
  const program = join(await build(), 'main.js');
  const folder = await mkdtemp(join(tmpdir(), 'devarch-demo-'));
  const env = { ...process.env, PORT: '0', DEVARCH_DATA_DIR: folder, LOG_LEVEL: 'warn' };
  const server = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise<string>((resolve, reject) => {
    let printed = '';
    server.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const found = /Swagger UI\s+(\S+)\/docs/.exec(printed);
      if (found?.[1]) resolve(found[1]);
    });
    server.once('exit', (code) => reject(new Error(`The server ended with code ${code} before it was ready.`)));
  });
  const stop = async () => {
    const gone = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  return { api: `${url}/api/v1`, stop };
}
