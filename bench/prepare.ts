import { createClient } from '../examples/demo/client.js';
import { insertBulk, PER_STACK } from '../test/setup/bulk.js';
import type { Postgres } from './postgres.js';
import { startBaseline, startServer, type Target } from './processes.js';
import { seed } from './seed.js';

/** Something that answers requests, on a database of its own. */
export interface Side extends Target {
  database_url: string;
  sessions: () => Promise<number[]>;
}

export interface Pair {
  server: Side;
  baseline: Side;
  stop: () => Promise<void>;
}

const PREFIX = 'bulk-';

/** A migrated database with the catalogue, what the operations work on, and as many other instances; returns its name. */
export async function makeDatabase(
  postgres: Postgres,
  name: string,
  instances: number,
  from?: string,
): Promise<string> {
  const url = await postgres.create(name, from);
  if (from === undefined) {
    const server = await startServer(postgres.folder, url);
    await seed(createClient(`${server.url}/api/v1`)).finally(server.stop);
  }
  if (instances > 0) await postgres.session(url, (client) => insertBulk(client, { instances, prefix: PREFIX }));
  return name;
}

/** Names of that many of the stacks that a bulk of instances makes, evenly spread. */
export function bulkStacks(instances: number, count: number): string[] {
  const stacks = Math.max(1, Math.floor(instances / PER_STACK));
  const every = Math.max(1, Math.floor(stacks / count));
  return Array.from(
    { length: Math.min(stacks, count) },
    (_, n) => `${PREFIX}${String(1 + n * every).padStart(6, '0')}`,
  );
}

/** The server on a database that is there. */
export async function startServerOn(postgres: Postgres, database: string): Promise<Side> {
  const database_url = postgres.urlOf(database);
  const server = await startServer(postgres.folder, database_url);
  return { ...server, database_url, sessions: () => postgres.sessions(database) };
}

/** Server and baseline, each on a clone of its own, so that neither works on what the other wrote. */
export async function startPair(postgres: Postgres, database: string): Promise<Pair> {
  const [a, b] = [`${database}_a`, `${database}_b`];
  for (const clone of [a, b]) await postgres.create(clone, database);
  const server = await startServerOn(postgres, a);
  try {
    const database_url = postgres.urlOf(b);
    const started = await startBaseline(database_url);
    const baseline = { ...started, database_url, sessions: () => postgres.sessions(b) };
    const stop = async () => {
      await Promise.all([server.stop(), baseline.stop()]);
    };
    return { server, baseline, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
