import { readFileSync } from 'node:fs';
import type { ClientBase, Pool } from 'pg';

/** A statement under a name, by which PostgreSQL prepares it once per connection. */
export interface Statement {
  name: string;
  text: string;
}

/** A statement of the baseline's own: the fastest that we know, whatever the server does. */
export function byHand(name: string): Statement {
  return { name, text: readFileSync(new URL(`sql/${name}.sql`, import.meta.url), 'utf8') };
}

/** The statement that the server runs, out of the golden file that a test compares it with: for writes, of which no better one is known. */
export function golden(name: string): Statement {
  const file = new URL(`../../test/db/golden/${name}.golden.sql`, import.meta.url);
  return { name, text: readFileSync(file, 'utf8') };
}

export async function rows<Row extends object>(
  on: Pool | ClientBase,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  return (await on.query<Row>({ ...statement, values })).rows;
}

/** One transaction on one connection of the pool. */
export async function transaction<Result>(pool: Pool, work: (client: ClientBase) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}
