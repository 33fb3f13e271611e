import { isoTimestamp } from '../sql/columns.js';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Page } from '../common/paging.js';
import type { List } from '../sql/list-order.js';
import { type ListChoices, listed, pageStatement, readPage } from '../sql/list-statement.js';
import { run, statement } from '../sql/statement.js';
import { Instance } from '../model/instance.entity.js';
import { stackNotFound } from '../model/lookup.js';
import { overridesOf } from '../model/override-counts.query.js';
import { Stack } from '../model/stack.entity.js';
import { StackVariable } from '../model/stack-variable.entity.js';
import type { StackAnswer, StackDeletePreview, TrashedStack } from './dto/stack-answers.js';
import type { ListStacks, ListTrashedStacks, StackSort, TrashedStackSort } from './dto/stack-lists.js';

type TrashRow = StackAnswer & { deleted_at: string };

type Rows = SelectQueryBuilder<ObjectLiteral>;

/** Which instances belong to a live stack, and which went to the trash with a deleted one. */
const LIVE_ONES = (instances: Rows) => instances.andWhere('instance.deleted_at IS NULL');
const TRASHED_ONES = (instances: Rows) =>
  instances
    .innerJoin(Stack, 'stack', 'stack.id = instance.stack_id')
    .andWhere('instance.deleted_at = stack.deleted_at');

/** The columns of a stack, without its counts. */
function selectStack(query: SelectQueryBuilder<Stack>): SelectQueryBuilder<Stack> {
  query.select([]);
  for (const column of ['id', 'name', 'description', 'network_name', 'enabled'])
    query.addSelect(`stack.${column}`, column);
  return query
    .addSelect(isoTimestamp('stack.created_at'), 'created_at')
    .addSelect(isoTimestamp('stack.updated_at'), 'updated_at');
}

const COUNTS = ['instance_count', 'enabled_count', 'override_count'];

/** How many variables each stack of `page` has. */
function variableCounts(manager: EntityManager): Rows {
  return manager
    .createQueryBuilder()
    .select('variable.stack_id', 'stack_id')
    .addSelect('count(*)', 'variable_count')
    .from<ObjectLiteral>(StackVariable, 'variable')
    .where('variable.stack_id = ANY(ARRAY(SELECT page.id FROM page))')
    .groupBy('variable.stack_id');
}

/** Adds the counts to a statement that has its stacks as `page`: variables, instances and overrides are read once each. */
function addCounts(manager: EntityManager, query: Rows, belonging: (instances: Rows) => Rows): Rows {
  const instances = manager
    .createQueryBuilder()
    .select(['instance.id AS id', 'instance.stack_id AS stack_id', 'instance.enabled AS enabled'])
    .from<ObjectLiteral>(Instance, 'instance')
    .withDeleted()
    .where('instance.stack_id = ANY(ARRAY(SELECT page.id FROM page))');
  const overrides = manager
    .createQueryBuilder()
    .select('override.owner', 'owner')
    .addSelect('count(*)', 'overrides')
    .from<ObjectLiteral>(`(${overridesOf(manager, 'SELECT held.id FROM held')})`, 'override')
    .groupBy('override.owner');
  const counts = manager
    .createQueryBuilder()
    .select('held.stack_id', 'stack_id')
    .addSelect('count(*)', 'instance_count')
    .addSelect('count(*) FILTER (WHERE held.enabled)', 'enabled_count')
    .addSelect('sum(overridden.overrides)', 'override_count')
    .from<ObjectLiteral>('held', 'held')
    .leftJoin(`(${overrides.getQuery()})`, 'overridden', 'overridden.owner = held.id')
    .groupBy('held.stack_id');
  for (const count of COUNTS) query.addSelect(`CAST(coalesce(counts.${count}, 0) AS int)`, count);
  query
    .addSelect('CAST(coalesce(variables.variable_count, 0) AS int)', 'variable_count')
    .leftJoin(`(${variableCounts(manager).getQuery()})`, 'variables', 'variables.stack_id = page.id');
  return query
    .addCommonTableExpression(belonging(instances).getQuery(), 'held')
    .leftJoin(`(${counts.getQuery()})`, 'counts', 'counts.stack_id = page.id');
}

/** One live stack with its counts. */
function oneStack(manager: EntityManager): Rows {
  const stack = selectStack(manager.createQueryBuilder(Stack, 'stack')).where('stack.name = :name');
  const query = manager.createQueryBuilder().select('page.*').from<ObjectLiteral>('page', 'page');
  return addCounts(manager, query.addCommonTableExpression(stack.getQuery(), 'page'), LIVE_ONES);
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
    const page = pageStatement(manager, paged(selectStack(matching())), order, query.total ? matching() : undefined);
    return addCounts(manager, page, LIVE_ONES);
  });
}

export async function listStacks(tx: EntityManager, query: ListStacks): Promise<Page<StackAnswer>> {
  return readPage(tx, LIST, query, listStatement(tx, query), toAnswer);
}

export function getStatement(tx: EntityManager) {
  return statement(tx, 'stacks.get', ['name'], oneStack);
}

export async function getStack(tx: EntityManager, name: string): Promise<StackAnswer> {
  const [row] = await run<StackAnswer>(tx, getStatement(tx), { name });
  if (!row) throw stackNotFound(name);
  return toAnswer(row);
}

/** One statement: the stack, its counts and the names of its containers. */
export function previewStatement(tx: EntityManager) {
  return statement(tx, 'stacks.preview', ['name'], (manager) =>
    oneStack(manager).addSelect(
      (rows) =>
        rows
          .select("coalesce(json_agg(instance.container_name ORDER BY instance.created_at, instance.id), '[]')")
          .from(Instance, 'instance')
          .where('instance.stack_id = page.id'),
      'container_names',
    ),
  );
}

export async function getPreview(tx: EntityManager, name: string): Promise<StackDeletePreview> {
  const [row] = await run<StackAnswer & { container_names: string[] }>(tx, previewStatement(tx), { name });
  if (!row) throw stackNotFound(name);
  const { instance_count, override_count, variable_count } = toAnswer(row);
  const { name: stack_name, container_names } = row;
  return { stack_name, instance_count, container_names, override_count, variable_count };
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
    const page = selectStack(trashed()).addSelect(isoTimestamp('stack.deleted_at'), 'deleted_at');
    return addCounts(
      manager,
      pageStatement(manager, paged(page), order, query.total ? trashed() : undefined),
      TRASHED_ONES,
    );
  });
}

export async function listTrash(tx: EntityManager, query: ListTrashedStacks): Promise<Page<TrashedStack>> {
  const toItem = (row: TrashRow) => ({ ...toAnswer(row), deleted_at: row.deleted_at });
  return readPage(tx, TRASH, query, trashStatement(tx, query), toItem);
}

function toAnswer(row: StackAnswer): StackAnswer {
  const { id, name, description, network_name, enabled, instance_count, enabled_count, override_count } = row;
  return {
    ...{ id, name, description, network_name, enabled, instance_count, enabled_count, override_count },
    ...{ variable_count: row.variable_count, created_at: row.created_at, updated_at: row.updated_at },
  };
}
