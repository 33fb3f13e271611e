import type { ChildProcess } from 'node:child_process';
import { Backoff, TRIES } from './backoff.js';
import type { Cluster } from './cluster.js';
import { shutDown } from './owner.js';

export const hasEnded = (server: ChildProcess) => server.exitCode !== null || server.signalCode !== null;

/**
 * Starts the server again, on its data and its port, whenever it ends unasked; what cannot be started again is `lost`.
 * Returns what stops it once and for all; when that is never called, the end of Node asks the server to stop.
 */
export function supervise(
  first: ChildProcess,
  cluster: Cluster,
  startAgain: () => Promise<ChildProcess>,
  release: () => Promise<void>,
): () => Promise<void> {
  let server = first;
  const backoff = new Backoff();
  let starting: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;
  const stopping = new AbortController();
  const onExit = () => server.kill('SIGINT');
  const watch = () => server.once('exit', () => stopped ?? (starting = bringBack()));
  const bringBack = async () => {
    cluster.log(`The PostgreSQL server ended unexpectedly, see ${cluster.data_dir}.log; it is started again.`);
    let reason = '';
    for (let tries = 0; tries < TRIES; tries++) {
      if (!(await backoff.wait(stopping.signal))) return;
      try {
        server = await startAgain();
        watch();
        return;
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
        cluster.log(`It did not start again: ${reason}`);
      }
    }
    cluster.lost(reason);
  };
  const stop = async () => {
    stopping.abort();
    await starting;
    await shutDown(cluster.launch.native_dir, server.pid, () => hasEnded(server));
    process.off('exit', onExit);
    await release();
  };
  process.once('exit', onExit);
  watch();
  return () => (stopped ??= stop());
}
