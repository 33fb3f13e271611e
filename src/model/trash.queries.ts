import type { EntityManager } from 'typeorm';
import { LIVE } from '../sql/columns.js';
import { execute } from '../sql/execute.js';

/** The rows of one name, which may be in the trash several times beside the live one: their table, and the name's columns. */
export type Named =
  | { table: 'stacks'; columns: { name: string } }
  | { table: 'service_instances'; columns: { stack_id: number; instance_id: string } };

/** How something in the trash is locked: to be restored, or to be deleted for good. */
type TrashLock = 'FOR NO KEY UPDATE' | 'FOR UPDATE';

export interface TrashedRow {
  id: number;
  /** As text, with every microsecond: what went to the trash with it has exactly this time. */
  deleted_at: string;
}

/** Locks the trashed row of a name, to be deleted or changed: the newest, or the one with the id. Undefined where there is none. */
export async function findTrashed<Column extends string = never>(
  tx: EntityManager,
  { table, columns }: Named,
  id: number | undefined,
  lock: TrashLock,
  also: readonly Column[] = [],
): Promise<(TrashedRow & Record<Column, string>) | undefined> {
  const [row] = await execute<TrashedRow & Record<Column, string>>(
    tx,
    `SELECT ${['id', 'deleted_at::text', ...also].join(', ')} FROM ${table}
     WHERE ${isNamed(columns, 2)} AND ($1::int IS NULL OR id = $1) AND deleted_at IS NOT NULL
     ORDER BY deleted_at DESC, id DESC LIMIT 1 ${lock}`,
    [id ?? null, ...Object.values(columns)],
  );
  return row;
}

/** Deletes a locked row for good, with all that belongs to it. */
export async function purge(tx: EntityManager, table: Named['table'], id: number): Promise<void> {
  await execute(tx, `DELETE FROM ${table} WHERE id = $1`, [id]);
}

export async function isLive(tx: EntityManager, { table, columns }: Named): Promise<boolean> {
  const sql = `SELECT 1 FROM ${table} WHERE ${isNamed(columns, 1)} AND ${LIVE}`;
  return (await execute(tx, sql, Object.values(columns))).length > 0;
}

function isNamed(columns: Named['columns'], first: number): string {
  return Object.keys(columns)
    .map((column, index) => `${column} = $${first + index}`)
    .join(' AND ');
}
