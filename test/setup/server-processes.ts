import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';
import { freePort, isRunning, ServerProcess } from './server-process.js';

interface ServerProcesses {
  /** A path in the folder that the servers of a test file share. */
  inFolder: (...names: string[]) => string;
  run: (environment: Record<string, string>) => ServerProcess;
  /** The server with its embedded database in a folder, ready. */
  start: (data_dir: string) => Promise<ServerProcess>;
}

/** Servers in processes of their own, built before the tests of a file; whatever is left of them afterwards is killed. */
export function serverProcesses(): ServerProcesses {
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

  const inFolder = (...names: string[]) => join(folder, ...names);
  const run = (environment: Record<string, string>) => {
    const server = new ServerProcess(program, environment);
    processes.push(server);
    return server;
  };
  const start = async (data_dir: string) =>
    run({ PORT: String(await freePort()), DEVARCH_DATA_DIR: inFolder(data_dir) }).started();
  return { inFolder, run, start };
}
