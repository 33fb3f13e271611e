import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { containsPattern, decodeCursor, type Page, type PageQuery, pageOf } from '../common/paging.js';
import { run, statement } from '../database/statement.js';
import { isoTimestamp, overrideCounts, selectOverrideCounts } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { stackNotFound } from '../model/lookup.js';
import { Stack } from '../model/stack.entity.js';
import type { StackAnswer, StackDeletePreview, TrashedStack } from './dto/stack-answers.js';
import type { ListStacks } from './dto/stack-inputs.js';

type StackRow = Omit<StackAnswer, 'override_count'> & { total?: number };
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
  return selectOverrideCounts(query, `IN (SELECT instance.id FROM service_instances instance WHERE ${instances})`);
}

/** One statement: a page of live stacks by name, with their counts. */
export function listStatement(tx: EntityManager, query: Pick<ListStacks, 'search' | 'enabled' | 'cursor' | 'total'>) {
  const filters = {
    search: '(stack.name ILIKE :search OR stack.description ILIKE :search)',
    enabled: 'stack.enabled = :enabled',
  };
  const given = Object.entries(filters).filter(([name]) => Reflect.get(query, name) !== undefined);
  const asked = [
    ...given.map(([name]) => name),
    ...(query.cursor ? ['cursor'] : []),
    ...(query.total ? ['total'] : []),
  ];
  const parameters = ['search', 'enabled', 'name', 'rows'];
  return statement(tx, `stacks.list ${asked.join(' ')}`, parameters, (manager) => {
    const matching = () => {
      const rows = manager.createQueryBuilder(Stack, 'stack');
      given.forEach(([, condition]) => rows.andWhere(condition));
      return rows;
    };
    const page = selectStack(matching(), LIVE_INSTANCES);
    if (query.cursor) page.andWhere('stack.name > :name');
    page.orderBy('stack.name');
    const list = manager
      .createQueryBuilder()
      .select('page.*')
      .from(`(${page.getQuery()} LIMIT :rows)`, 'page')
      .orderBy('page.name');
    if (query.total) list.addSelect(`(${matching().select('CAST(count(*) AS int)').getQuery()})`, 'total');
    return list;
  });
}

export async function listStacks(tx: EntityManager, query: ListStacks): Promise<Page<StackAnswer>> {
  const [name] = decodeCursor(query.cursor, ['']) ?? [];
  const values = { ...query, name, rows: query.limit + 1, search: containsPattern(query.search ?? '') };
  const rows = await run<StackRow>(tx, listStatement(tx, query), values);
  return pageOf(rows, query, toAnswer, (row) => [row.name], rows[0]?.total);
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

/** One statement: a page of deleted stacks, newest first, with the counts of the instances that went with them. */
export function trashStatement(tx: EntityManager, cursor: string | undefined) {
  return statement(tx, `stacks.trash ${cursor ? 'cursor' : ''}`, ['deleted_at', 'id', 'rows'], (manager) => {
    const page = selectStack(manager.createQueryBuilder(Stack, 'stack').withDeleted(), TRASHED_INSTANCES)
      .addSelect(isoTimestamp('stack.deleted_at'), 'deleted_at')
      .where('stack.deleted_at IS NOT NULL');
    if (cursor) page.andWhere('(stack.deleted_at, stack.id) < (CAST(:deleted_at AS timestamptz), CAST(:id AS int))');
    page.orderBy('stack.deleted_at', 'DESC').addOrderBy('stack.id', 'DESC');
    const list = manager.createQueryBuilder().select('page.*').from(`(${page.getQuery()} LIMIT :rows)`, 'page');
    return list.orderBy('page.deleted_at', 'DESC').addOrderBy('page.id', 'DESC');
  });
}

export async function listTrash(tx: EntityManager, query: PageQuery): Promise<Page<TrashedStack>> {
  const [deleted_at, id] = decodeCursor(query.cursor, ['', 0]) ?? [];
  const rows = await run<TrashRow>(tx, trashStatement(tx, query.cursor), { deleted_at, id, rows: query.limit + 1 });
  const toItem = (row: TrashRow) => ({ ...toAnswer(row), deleted_at: row.deleted_at });
  return pageOf(rows, query, toItem, (row) => [row.deleted_at, row.id]);
}

function toAnswer(row: StackRow): StackAnswer {
  const { id, name, description, network_name, enabled, instance_count, enabled_count, created_at, updated_at } = row;
  const { override_count } = overrideCounts(row);
  return {
    ...{ id, name, description, network_name, enabled, instance_count, enabled_count, override_count },
    ...{ created_at, updated_at },
  };
}
