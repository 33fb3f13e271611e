import { LIVE } from '../sql/columns.js';
import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { type Missing, NotFound, suggesting } from '../common/errors.js';
import { NAME_MAX } from '../model/names.js';

const TRASHED = 'deleted_at IS NOT NULL';
const OF_STACK = `stack_id = (SELECT id FROM stacks WHERE name = $2 AND ${LIVE})`;

/**
 * Names like $1, by kind: those next to it in the order of names and the first of all, however many there are. Of the trash
 * some, as there is no such order.
 */
const NAMES: Readonly<Record<Missing['kind'], string>> = {
  stack: nextTo('name', `stacks WHERE ${LIVE}`),
  instance: nextTo('instance_id', `service_instances WHERE ${LIVE} AND ${OF_STACK}`),
  template: nextTo('name', 'services WHERE true'),
  category: nextTo('name', 'categories WHERE true'),
  'trashed stack': `SELECT name FROM stacks WHERE ${TRASHED} AND name <> $1 ORDER BY deleted_at DESC LIMIT 500`,
  'trashed instance': `
    SELECT instance_id AS name FROM service_instances WHERE ${TRASHED} AND instance_id <> $1 AND ${OF_STACK} LIMIT 500`,
};

function nextTo(column: string, rows: string): string {
  const names = `SELECT ${column} AS name FROM ${rows}`;
  return `(${names} AND ${column} > $1 ORDER BY ${column} LIMIT 100)
    UNION (${names} AND ${column} < $1 ORDER BY ${column} DESC LIMIT 100)
    UNION (${names} ORDER BY ${column} LIMIT 300)`;
}

/** The same error, with the nearest name that there is, where one is near. */
export async function suggestingName(tx: EntityManager, error: unknown): Promise<unknown> {
  if (!(error instanceof NotFound) || error.missing === undefined) return error;
  const { kind, name, stack } = error.missing;
  if (name.length > NAME_MAX) return error;
  const values = NAMES[kind].includes('$2') ? [name, stack] : [name];
  const rows = await execute<{ name: string }>(tx, NAMES[kind], values).catch(() => []);
  return suggesting(
    error,
    name,
    rows.map((row) => row.name),
  );
}
