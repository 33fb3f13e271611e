import { isoTimestamp } from '../sql/columns.js';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { run, statement } from '../sql/statement.js';
import { facetItems, type FacetName } from '../facets/facets.js';
import { OVERRIDES } from '../model/facet-items.query.js';
import { countOverrides, countsOf, type CountedOverrides, overrideCounts } from '../model/override-counts.query.js';
import { Instance } from '../model/instance.entity.js';
import { type InstancePath, theInstance } from '../model/lookup.js';
import { perSetting, SETTING_NAMES, type Settings } from '../settings/settings.js';
import { Stack } from '../model/stack.entity.js';
import { Template } from '../model/template.entity.js';
import type { InstanceDetail, InstanceSummary } from './dto/instance-answers.js';

/** An instance as the statements below return it: plain columns, counts as `count_{facet}`. */
export interface InstanceRow
  extends Omit<InstanceSummary, 'settings' | 'override_count' | 'override_counts'>, Settings {}

/** The same with all override rows, as they are read at once. */
type DetailRow = InstanceRow & { items: unknown };

const COLUMNS = ['id', 'stack_id', 'instance_id', 'template_service_id', 'container_name', 'description', 'enabled'];

/** The columns of a summary, without the override counts. Expects the aliases `instance` and `template`. */
export function selectInstance<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
): SelectQueryBuilder<Entity> {
  for (const column of [...COLUMNS, ...SETTING_NAMES, 'removed_settings'])
    query.addSelect(`instance.${column}`, column);
  query.addSelect('template.name', 'template_name');
  query.addSelect(isoTimestamp('instance.created_at'), 'created_at');
  query.addSelect(isoTimestamp('instance.updated_at'), 'updated_at');
  return query;
}

const PATH_PARAMETERS = ['stack', 'instance'];

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
  return statement(tx, 'instances.summary', PATH_PARAMETERS, (manager) => {
    const query = manager.createQueryBuilder().select('page.*').from<ObjectLiteral>('page', 'page');
    query.addCommonTableExpression(selectInstance(instanceOfStack(manager)).getQuery(), 'page');
    return countOverrides(manager, query);
  });
}

/** One statement: the same with the override rows of every facet, which need not be counted then. */
export function detailStatement(tx: EntityManager) {
  return statement(tx, 'instances.detail', PATH_PARAMETERS, (manager) => {
    const rows = OVERRIDES.sql(manager, { instance: 'instance.id' });
    return selectInstance(instanceOfStack(manager)).addSelect(rows, 'items');
  });
}

export async function getSummary(tx: EntityManager, path: InstancePath): Promise<InstanceSummary> {
  const rows = await run<InstanceRow>(tx, summaryStatement(tx), path);
  return toSummary(theInstance(rows, path));
}

export async function getDetail(tx: EntityManager, path: InstancePath): Promise<InstanceDetail> {
  const rows = await run<DetailRow>(tx, detailStatement(tx), path);
  const row = theInstance(rows, path);
  const { instance } = OVERRIDES.read(row.items);
  return {
    ...summaryOf(row, countsOf(instance)),
    ...facetItems<Pick<InstanceDetail, FacetName>>((_, name) => instance[name]),
  };
}

export function toSummary(row: InstanceRow): InstanceSummary {
  return summaryOf(row, overrideCounts(row));
}

/** Property by property: a list does this for every row, and spreading costs several times as much. */
function summaryOf(row: InstanceRow, counts: CountedOverrides): InstanceSummary {
  return {
    id: row.id,
    stack_id: row.stack_id,
    instance_id: row.instance_id,
    template_service_id: row.template_service_id,
    template_name: row.template_name,
    container_name: row.container_name,
    description: row.description,
    enabled: row.enabled,
    settings: perSetting((name) => row[name]),
    removed_settings: row.removed_settings,
    override_count: counts.override_count,
    override_counts: counts.override_counts,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
