import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';

/** Fewer things than that change nothing of what the planner expects. */
const MANY = 100;
/** A table of which the planner knows so many times as much as was written is known well enough. */
const KNOWN = 10;

/**
 * Tells the planner of tables that a write of many things has filled, at the end of its transaction: it would expect next to
 * nothing in them until the server looks by itself, a minute later, and plan joins for that. A table that somebody else is
 * looking at is passed over, so that nobody waits.
 */
export async function analyzeFilled(tx: EntityManager, things: number): Promise<void> {
  if (things < MANY) return;
  const tables = tx.dataSource.entityMetadatas.map(({ tableName }) => tableName);
  const known = await execute<{ name: string }>(
    tx,
    'SELECT relname AS name FROM pg_class WHERE oid = ANY ($1::regclass[]) AND reltuples >= $2',
    [tables, KNOWN * things],
  );
  const filled = tables.filter((table) => !known.some(({ name }) => name === table));
  if (filled.length > 0) await execute(tx, `ANALYZE (SKIP_LOCKED) ${filled.join(', ')}`);
}
