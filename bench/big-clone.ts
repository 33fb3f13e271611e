import { createClient } from '../examples/demo/client.js';
import { readFile } from 'node:fs/promises';
import type { Postgres } from './postgres.js';
import type { Side } from './prepare.js';
import { seedStack } from './seed.js';

export interface BigClone {
  instances: number;
  rows: number;
  server_ms: number;
  by_hand_ms: number;
  ratio: number;
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

/** A clone of a stack whose instances have twenty override rows each, and the same INSERT … SELECT by hand, in turn. */
export async function measureBigClone(
  postgres: Postgres,
  server: Side,
  instances: number,
  times: number,
): Promise<BigClone> {
  const client = createClient(`${server.url}/api/v1`);
  await seedStack(client, 'big', instances, 1);
  const [from_server, by_hand]: [number[], number[]] = [[], []];
  const copy = await readFile('test/db/golden/instances.copy-stack.golden.sql', 'utf8');
  await postgres.session(server.database_url, async (session) => {
    await session.query('ANALYZE');
    const { rows } = await session.query<{ id: number }>(`SELECT id FROM stacks WHERE name = 'big'`);
    for (let n = 0; n < times; n++) {
      by_hand.push(await timed(() => cloneByHand((sql, values) => session.query(sql, values), copy, rows[0]?.id, n)));
      from_server.push(await timed(() => client.post('/stacks/big/clone', { name: `big-clone-${n}` })));
    }
  });
  const [server_ms, by_hand_ms] = [median(from_server), median(by_hand)];
  return { instances, rows: instances * 21, server_ms, by_hand_ms, ratio: server_ms / by_hand_ms };
}

type Query = (sql: string, values?: unknown[]) => Promise<{ rows: { id: number }[] }>;

async function cloneByHand(query: Query, copy: string, from: number | undefined, n: number): Promise<void> {
  const name = `big-hand-${n}`;
  await query('BEGIN');
  const { rows } = await query('INSERT INTO stacks (name, network_name) VALUES ($1, $2) RETURNING id', [name, name]);
  await query(copy, [from, rows[0]?.id, `devarch-${name}-`, null]);
  await query('COMMIT');
}
