import { isoTimestamp, LIVE } from '../sql/columns.js';
import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import type { Page } from '../common/paging.js';
import type { List } from '../sql/list-order.js';
import { type ListChoices, listed, readPage } from '../sql/list-statement.js';
import { Instance } from '../model/instance.entity.js';
import { stackNotFound, type TrashLock } from '../model/lookup.js';
import type { TrashedInstance } from './dto/instance-answers.js';
import type { ListTrashedInstances, TrashedInstanceSort } from './dto/instance-lists.js';
import { besideStack, COLUMNS, ofStack } from './instance-lists.queries.js';
import { type InstanceRow, selectInstance, toSummary } from './instances.queries.js';

type TrashRow = InstanceRow & { deleted_at: string };

const TRASH: List<TrashedInstanceSort> = {
  name: 'instances.trash',
  filters: {},
  columns: { ...COLUMNS, deleted_at: { sql: 'instance.deleted_at', type: 'timestamptz' } },
  usual: ['-deleted_at', '-id'],
};

/** One statement: the stack and the page of its trashed instances, newest first. */
export function trashStatement(tx: EntityManager, query: ListChoices) {
  return listed(tx, TRASH, query, ['stack'], (manager, { paged, order }) => {
    const trashed = () =>
      ofStack(manager.createQueryBuilder(Instance, 'instance').withDeleted()).andWhere(
        'instance.deleted_at IS NOT NULL',
      );
    const page = selectInstance(trashed().select([])).addSelect(isoTimestamp('instance.deleted_at'), 'deleted_at');
    const list = besideStack(manager, paged(page), order);
    if (query.total) list.addSelect(`(${trashed().select('CAST(count(*) AS int)').getQuery()})`, 'total');
    return list;
  });
}

export async function listTrash(
  tx: EntityManager,
  stack: string,
  query: ListTrashedInstances,
): Promise<Page<TrashedInstance>> {
  const toItem = (row: TrashRow) => ({ ...toSummary(row), deleted_at: row.deleted_at });
  const missing = () => stackNotFound(stack);
  return readPage(tx, TRASH, query, trashStatement(tx, query), toItem, { values: { stack }, missing });
}

/** Locks the trashed instance of a name, to be deleted or changed: the newest, or the one with the id. Undefined where there is none. */
export async function findTrashed(
  tx: EntityManager,
  stack_id: number,
  instance: string,
  id: number | undefined,
  lock: TrashLock,
): Promise<{ id: number } | undefined> {
  const rows = await execute<{ id: number }>(
    tx,
    `SELECT id FROM service_instances
     WHERE stack_id = $1 AND instance_id = $2 AND ($3::int IS NULL OR id = $3) AND deleted_at IS NOT NULL
     ORDER BY deleted_at DESC, id DESC LIMIT 1 ${lock}`,
    [stack_id, instance, id ?? null],
  );
  return rows[0];
}

export async function purgeInstance(tx: EntityManager, id: number): Promise<void> {
  await execute(tx, 'DELETE FROM service_instances WHERE id = $1', [id]);
}

export async function isLive(tx: EntityManager, stack_id: number, instance: string): Promise<boolean> {
  const sql = `SELECT 1 FROM service_instances WHERE stack_id = $1 AND instance_id = $2 AND ${LIVE}`;
  return (await execute(tx, sql, [stack_id, instance])).length > 0;
}
