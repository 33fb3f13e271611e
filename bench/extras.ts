import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Load } from './load.js';
import type { Operation } from './operations.js';
import { startServer, type Target } from './processes.js';

/** Milliseconds until the server answers: on an empty folder (new cluster, schema, catalogue), then again on the same. */
export async function measureStart(): Promise<{ cold_ms: number; warm_ms: number }> {
  const folder = await mkdtemp(join(tmpdir(), `devarch-start-${randomBytes(2).toString('hex')}`));
  try {
    const times: number[] = [];
    for (const _ of ['cold', 'warm']) {
      const server = await startServer(folder);
      times.push(server.started_ms);
      await server.stop();
    }
    const [cold_ms = Number.NaN, warm_ms = Number.NaN] = times;
    return { cold_ms, warm_ms };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const CROWD = 500;

/** The reads under 500 connections; a single request that fails is an error. Returns how many were answered. */
export async function measureCrowd(load: Load, server: Target, operations: Operation[]): Promise<number> {
  let answered = 0;
  for (const { calls } of operations.filter(({ kind }) => kind === 'read')) {
    const { latencies } = await load.run({ url: server.url, calls, connections: CROWD, amount: CROWD * 6 });
    answered += latencies.length;
  }
  return answered;
}
