import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { containsPattern, decodeCursor, type Page, pageOf, TIMESTAMP } from '../common/paging.js';
import { type Direction, usedFilters } from '../database/list-statement.js';
import { run, statement } from '../database/statement.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { isoTimestamp, overrideCounts, selectFacetRows, selectOverrideCounts } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { type InstancePath, stackNotFound, theInstance } from '../model/lookup.js';
import { SETTING_NAMES } from '../model/settings.js';
import { Stack } from '../model/stack.entity.js';
import { Template } from '../model/template.entity.js';
import type { InstanceDetail, InstanceSummary } from './dto/instance-answers.js';
import type { ListInstances } from './dto/instance-inputs.js';

/** An instance as the statements below return it: plain columns, counts as `count_{facet}`. */
export interface InstanceRow extends Omit<InstanceSummary, 'settings' | 'override_count' | 'override_counts'> {
  image_name: string | null;
  image_tag: string | null;
  command: string | null;
  restart_policy: string | null;
  user_spec: string | null;
  total?: number;
}

/** The same with the rows of every facet, the healthcheck's as a list like the others. */
type DetailRow = InstanceRow &
  Omit<InstanceDetail, keyof InstanceSummary | 'healthcheck'> & {
    healthcheck: NonNullable<InstanceDetail['healthcheck']>[];
  };

const COLUMNS = ['id', 'stack_id', 'instance_id', 'template_service_id', 'container_name', 'description', 'enabled'];

/** The columns of a summary, override counts included. Expects the aliases `instance` and `template`. */
export function selectInstance<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
): SelectQueryBuilder<Entity> {
  for (const column of [...COLUMNS, ...SETTING_NAMES]) query.addSelect(`instance.${column}`, column);
  query.addSelect('template.name', 'template_name');
  query.addSelect(isoTimestamp('instance.created_at'), 'created_at');
  query.addSelect(isoTimestamp('instance.updated_at'), 'updated_at');
  return selectOverrideCounts(query);
}

/** Conditions by the parameter that asks for them. */
export const FILTERS = {
  search: `(instance.instance_id ILIKE :search OR instance.description ILIKE :search
    OR instance.container_name ILIKE :search)`,
  enabled: 'instance.enabled = :enabled',
  template: 'template.name = :template',
};

const LIST_PARAMETERS = ['stack', ...Object.keys(FILTERS), 'created_at', 'id', 'rows'];
const PATH_PARAMETERS = ['stack', 'instance'];

/** The instances of the live stack, bound by its id so that the index gives them in order. */
export function ofStack(rows: SelectQueryBuilder<Instance>): SelectQueryBuilder<Instance> {
  const owner = (sub: SelectQueryBuilder<Instance>) =>
    sub.subQuery().select('owner.id').from(Stack, 'owner').where('owner.name = :stack').getQuery();
  return rows
    .innerJoin(Template, 'template', 'template.id = instance.template_service_id')
    .where((sub) => `instance.stack_id = ${owner(sub)}`);
}

/**
 * The live stack beside a page of its instances: without a page, one row without id; without a stack, none.
 * @param order the columns of the page that put it in order; times are texts by then, which sort as they do
 */
export function besideStack(
  manager: EntityManager,
  page: SelectQueryBuilder<Instance>,
  order: Record<string, Direction>,
): SelectQueryBuilder<Stack> {
  const list = manager
    .createQueryBuilder(Stack, 'stack')
    .select('page.*')
    .leftJoin(`(${page.getQuery()} LIMIT :rows)`, 'page', 'page.stack_id = stack.id')
    .where('stack.name = :stack');
  for (const [column, direction] of Object.entries(order)) list.addOrderBy(`page.${column}`, direction);
  return list;
}

type ListChoices = Pick<ListInstances, 'search' | 'enabled' | 'template' | 'cursor' | 'total'>;

/** One statement: the stack, the page of its instances and their counts. */
export function listStatement(tx: EntityManager, query: ListChoices) {
  const { conditions, name } = usedFilters(FILTERS, query, ['cursor', 'total']);
  return statement(tx, `instances.list ${name}`, LIST_PARAMETERS, (manager) => {
    const matching = () => {
      const rows = ofStack(manager.createQueryBuilder(Instance, 'instance'));
      conditions.forEach((condition) => rows.andWhere(condition));
      return rows;
    };
    const page = selectInstance(matching().select([]));
    if (query.cursor)
      page.andWhere('(instance.created_at, instance.id) > (CAST(:created_at AS timestamptz), CAST(:id AS int))');
    const list = besideStack(manager, page.orderBy('instance.created_at').addOrderBy('instance.id'), {
      created_at: 'ASC',
      id: 'ASC',
    });
    if (query.total) list.addSelect(`(${matching().select('CAST(count(*) AS int)').getQuery()})`, 'total');
    return list;
  });
}

export async function listInstances(
  tx: EntityManager,
  stack: string,
  query: ListInstances,
): Promise<Page<InstanceSummary>> {
  const [created_at, id] = decodeCursor(query.cursor, [TIMESTAMP, 0]) ?? [];
  const values = {
    ...query,
    stack,
    created_at,
    id,
    rows: query.limit + 1,
    search: containsPattern(query.search ?? ''),
  };
  const rows = await run<InstanceRow & { id: number | null }>(tx, listStatement(tx, query), values);
  if (rows.length === 0) throw stackNotFound(stack);
  const found = rows.filter((row) => row.id !== null);
  return pageOf(found, query, toSummary, (row) => [row.created_at, row.id], rows[0]?.total);
}

/** The live stack of a name with its live instance of a name, where there is one. */
function instanceOfStack(manager: EntityManager): SelectQueryBuilder<Stack> {
  return manager
    .createQueryBuilder(Stack, 'stack')
    .select([])
    .leftJoin(Instance, 'instance', 'instance.stack_id = stack.id AND instance.instance_id = :instance')
    .leftJoin(Template, 'template', 'template.id = instance.template_service_id')
    .where('stack.name = :stack');
}

/** One statement: stack, instance, template name and override counts. */
export function summaryStatement(tx: EntityManager) {
  return statement(tx, 'instances.summary', PATH_PARAMETERS, (manager) => selectInstance(instanceOfStack(manager)));
}

/** One statement: the same with the rows of all seven override tables. */
export function detailStatement(tx: EntityManager) {
  return statement(tx, 'instances.detail', PATH_PARAMETERS, (manager) => {
    const query = selectInstance(instanceOfStack(manager));
    for (const name of FACET_NAMES) selectFacetRows(query, facetOf(name), 'instance_row', 'instance.id', name);
    return query;
  });
}

export async function getSummary(tx: EntityManager, path: InstancePath): Promise<InstanceSummary> {
  const rows = await run<InstanceRow>(tx, summaryStatement(tx), path);
  return toSummary(theInstance(rows, path));
}

export async function getDetail(tx: EntityManager, path: InstancePath): Promise<InstanceDetail> {
  const rows = await run<DetailRow>(tx, detailStatement(tx), path);
  const row = theInstance(rows, path);
  const { ports, volumes, env_vars, labels, domains, config_files } = row;
  const healthcheck = row.healthcheck[0] ?? null;
  return { ...toSummary(row), ports, volumes, env_vars, labels, domains, healthcheck, config_files };
}

/** Property by property: a list does this for every row, and spreading costs several times as much. */
export function toSummary(row: InstanceRow): InstanceSummary {
  const { override_count, override_counts } = overrideCounts(row);
  const { image_name, image_tag, command, restart_policy, user_spec } = row;
  return {
    id: row.id,
    stack_id: row.stack_id,
    instance_id: row.instance_id,
    template_service_id: row.template_service_id,
    template_name: row.template_name,
    container_name: row.container_name,
    description: row.description,
    enabled: row.enabled,
    settings: { image_name, image_tag, command, restart_policy, user_spec },
    override_count,
    override_counts,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
