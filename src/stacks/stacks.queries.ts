import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Page } from '../common/paging.js';
import type { List } from '../database/list-order.js';
import { type ListChoices, listed, pageStatement, readPage } from '../database/list-statement.js';
import { run, statement } from '../database/statement.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { isoTimestamp, overrideCounts } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { stackNotFound } from '../model/lookup.js';
import { Stack } from '../model/stack.entity.js';
import type { StackAnswer, StackDeletePreview, TrashedStack } from './dto/stack-answers.js';
import type { ListStacks, ListTrashedStacks, StackSort, TrashedStackSort } from './dto/stack-lists.js';

type StackRow = Omit<StackAnswer, 'override_count'>;
type TrashRow = StackRow & { deleted_at: string };

/** Which instances belong to a live stack, and which went to the trash with a deleted one. */
const LIVE_INSTANCES = 'instance.stack_id = stack.id AND instance.deleted_at IS NULL';
const TRASHED_INSTANCES = 'instance.stack_id = stack.id AND instance.deleted_at = stack.deleted_at';

/** The columns of a stack with its counts: sub-selects bound to the listed stacks. */
function selectStack(query: SelectQueryBuilder<Stack>, instances: string): SelectQueryBuilder<Stack> {
  const count = (condition: string) => (rows: SelectQueryBuilder<ObjectLiteral>) =>
    rows.withDeleted().select('CAST(count(*) AS int)').from(Instance, 'instance').where(condition);
  query.select([]);
  for (const column of ['id', 'name', 'description', 'network_name', 'enabled'])
    query.addSelect(`stack.${column}`, column);
  query
    .addSelect(count(instances), 'instance_count')
    .addSelect(count(`${instances} AND instance.enabled`), 'enabled_count');
  query
    .addSelect(isoTimestamp('stack.created_at'), 'created_at')
    .addSelect(isoTimestamp('stack.updated_at'), 'updated_at');
  for (const name of FACET_NAMES) query.addSelect((rows) => countOverrides(rows, name, instances), `count_${name}`);
  return query;
}

/**
 * Counts a facet's override rows instance by instance, so that the index on the instance is used however many rows there
 * are: a join with all of them at once makes the planner read small tables whole, once for every listed stack.
 */
function countOverrides(
  rows: SelectQueryBuilder<ObjectLiteral>,
  name: FacetName,
  instances: string,
): SelectQueryBuilder<ObjectLiteral> {
  const alias = `counted_${name}`;
  const own = rows.subQuery().select('count(*)').from(facetOf(name).instance_row, alias);
  const count = own.where(`${alias}.instance_id = instance.id`).getQuery();
  return rows
    .withDeleted()
    .select(`CAST(coalesce(sum(${count}), 0) AS int)`)
    .from(Instance, 'instance')
    .where(instances);
}

const COLUMNS = {
  id: { sql: 'stack.id', type: 'int' },
  name: { sql: 'stack.name', type: 'varchar' },
  created_at: { sql: 'stack.created_at', type: 'timestamptz' },
  updated_at: { sql: 'stack.updated_at', type: 'timestamptz' },
} as const;

const LIST: List<StackSort> = {
  name: 'stacks.list',
  filters: {
    search: '(stack.name ILIKE :search OR stack.description ILIKE :search)',
    enabled: 'stack.enabled = :enabled',
  },
  columns: COLUMNS,
  usual: ['name'],
  best_match_of: 'stack.name',
};

/** One statement: a page of live stacks with their counts, and the size of the set if wanted. */
export function listStatement(tx: EntityManager, query: ListChoices & Pick<ListStacks, 'enabled'>) {
  return listed(tx, LIST, query, [], (manager, { filtered, paged, order }) => {
    const matching = () => filtered(manager.createQueryBuilder(Stack, 'stack'));
    const page = paged(selectStack(matching(), LIVE_INSTANCES));
    return pageStatement(manager, page, order, query.total ? matching() : undefined);
  });
}

export async function listStacks(tx: EntityManager, query: ListStacks): Promise<Page<StackAnswer>> {
  return readPage(tx, LIST, query, listStatement(tx, query), toAnswer);
}

export function getStatement(tx: EntityManager) {
  return statement(tx, 'stacks.get', ['name'], (manager) =>
    selectStack(manager.createQueryBuilder(Stack, 'stack'), LIVE_INSTANCES).where('stack.name = :name'),
  );
}

export async function getStack(tx: EntityManager, name: string): Promise<StackAnswer> {
  const [row] = await run<StackRow>(tx, getStatement(tx), { name });
  if (!row) throw stackNotFound(name);
  return toAnswer(row);
}

/** One statement: the stack, its counts and the names of its containers. */
export function previewStatement(tx: EntityManager) {
  return statement(tx, 'stacks.preview', ['name'], (manager) =>
    selectStack(manager.createQueryBuilder(Stack, 'stack'), LIVE_INSTANCES)
      .addSelect(
        (rows) =>
          rows
            .select("coalesce(json_agg(instance.container_name ORDER BY instance.created_at, instance.id), '[]')")
            .from(Instance, 'instance')
            .where(LIVE_INSTANCES),
        'container_names',
      )
      .where('stack.name = :name'),
  );
}

export async function getPreview(tx: EntityManager, name: string): Promise<StackDeletePreview> {
  const [row] = await run<StackRow & { container_names: string[] }>(tx, previewStatement(tx), { name });
  if (!row) throw stackNotFound(name);
  const { instance_count, override_count } = toAnswer(row);
  return { stack_name: row.name, instance_count, container_names: row.container_names, override_count };
}

const TRASH: List<TrashedStackSort> = {
  name: 'stacks.trash',
  filters: {},
  columns: { ...COLUMNS, deleted_at: { sql: 'stack.deleted_at', type: 'timestamptz' } },
  usual: ['-deleted_at', '-id'],
};

/** One statement: a page of deleted stacks, newest first, with the counts of the instances that went with them. */
export function trashStatement(tx: EntityManager, query: ListChoices) {
  return listed(tx, TRASH, query, [], (manager, { paged, order }) => {
    const trashed = () =>
      manager.createQueryBuilder(Stack, 'stack').withDeleted().where('stack.deleted_at IS NOT NULL');
    const page = selectStack(trashed(), TRASHED_INSTANCES).addSelect(isoTimestamp('stack.deleted_at'), 'deleted_at');
    return pageStatement(manager, paged(page), order, query.total ? trashed() : undefined);
  });
}

export async function listTrash(tx: EntityManager, query: ListTrashedStacks): Promise<Page<TrashedStack>> {
  const toItem = (row: TrashRow) => ({ ...toAnswer(row), deleted_at: row.deleted_at });
  return readPage(tx, TRASH, query, trashStatement(tx, query), toItem);
}

function toAnswer(row: StackRow): StackAnswer {
  const { id, name, description, network_name, enabled, instance_count, enabled_count, created_at, updated_at } = row;
  const { override_count } = overrideCounts(row);
  return {
    ...{ id, name, description, network_name, enabled, instance_count, enabled_count, override_count },
    ...{ created_at, updated_at },
  };
}
