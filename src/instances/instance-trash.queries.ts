import type { EntityManager } from 'typeorm';
import { execute } from '../common/execute.js';
import { decodeCursor, type Page, type PageQuery, pageOf, TIMESTAMP } from '../common/paging.js';
import { usedFilters } from '../database/list-statement.js';
import { run, statement } from '../database/statement.js';
import { isoTimestamp } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { LIVE, stackNotFound, type TrashLock } from '../model/lookup.js';
import type { TrashedInstance } from './dto/instance-answers.js';
import { besideStack, type InstanceRow, ofStack, selectInstance, toSummary } from './instances.queries.js';

type TrashRow = InstanceRow & { id: number | null; deleted_at: string };

const PARAMETERS = ['stack', 'deleted_at', 'id', 'rows'];

/** One statement: the stack and the page of its trashed instances, newest first. */
export function trashStatement(tx: EntityManager, query: Pick<PageQuery, 'cursor' | 'total'>) {
  const { name } = usedFilters({}, query, ['cursor', 'total']);
  return statement(tx, `instances.trash ${name}`, PARAMETERS, (manager) => {
    const trashed = () =>
      ofStack(manager.createQueryBuilder(Instance, 'instance').withDeleted()).andWhere(
        'instance.deleted_at IS NOT NULL',
      );
    const page = selectInstance(trashed().select([])).addSelect(isoTimestamp('instance.deleted_at'), 'deleted_at');
    if (query.cursor)
      page.andWhere('(instance.deleted_at, instance.id) < (CAST(:deleted_at AS timestamptz), CAST(:id AS int))');
    page.orderBy('instance.deleted_at', 'DESC').addOrderBy('instance.id', 'DESC');
    const list = besideStack(manager, page, { deleted_at: 'DESC', id: 'DESC' });
    if (query.total) list.addSelect(`(${trashed().select('CAST(count(*) AS int)').getQuery()})`, 'total');
    return list;
  });
}

export async function listTrash(tx: EntityManager, stack: string, query: PageQuery): Promise<Page<TrashedInstance>> {
  const [deleted_at, id] = decodeCursor(query.cursor, [TIMESTAMP, 0]) ?? [];
  const values = { stack, deleted_at, id, rows: query.limit + 1 };
  const rows = await run<TrashRow>(tx, trashStatement(tx, query), values);
  if (rows.length === 0) throw stackNotFound(stack);
  const found = rows.filter((row) => row.id !== null);
  const toItem = (row: TrashRow) => ({ ...toSummary(row), deleted_at: row.deleted_at });
  return pageOf(found, query, toItem, (row) => [row.deleted_at, row.id], rows[0]?.total);
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
