import { isoTimestamp } from '../sql/columns.js';
import type { EntityManager } from 'typeorm';
import type { Page } from '../common/paging.js';
import type { List } from '../sql/list-order.js';
import { type ListChoices, listed, readPage } from '../sql/list-statement.js';
import { Instance } from '../model/instance.entity.js';
import { stackNotFound } from '../model/lookup.js';
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
