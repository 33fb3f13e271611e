import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { run, statement } from '../../sql/statement.js';
import { FACET_NAMES, type FacetMap, facetOf, perFacet } from '../../facets/facets.js';
import { InstanceLink } from '../../model/instance-link.entity.js';
import { Instance } from '../../model/instance.entity.js';
import { templateNotFound } from '../../model/lookup.js';
import { countOverrides, overrideCounts } from '../../model/override-counts.query.js';
import { SETTING_NAMES, type Settings } from '../../settings/settings.js';
import { Stack } from '../../model/stack.entity.js';
import { Template } from '../../model/template.entity.js';
import type { StackUsage, UsingInstance } from './overview-answers.js';
import { itemKey } from '../../model/item-key.query.js';
import type { InstanceShields } from '../impact/template-impact.js';

/** One statement: the live instances of some templates, the keys that each overrides, and which settings it has. */
export function shieldsStatement(tx: EntityManager) {
  return statement(tx, 'templates.shields', ['templates'], (manager) => {
    const query = manager
      .createQueryBuilder(Instance, 'instance')
      .select('instance.template_service_id', 'template')
      .addSelect('stack.name', 'stack')
      .addSelect('instance.instance_id', 'instance_id')
      .addSelect('instance.container_name', 'container_name')
      .innerJoin(Stack, 'stack', 'stack.id = instance.stack_id')
      .where('instance.template_service_id = ANY(:templates)')
      .orderBy('stack.name')
      .addOrderBy('instance.instance_id');
    for (const name of SETTING_NAMES)
      query.addSelect(`(instance.${name} IS NOT NULL OR '${name}' = ANY(instance.removed_settings))`, name);
    query.addSelect(selectBound, 'bound');
    for (const name of FACET_NAMES) {
      const facet = facetOf(name);
      const alias = `overridden_${name}`;
      query.addSelect(
        (rows) =>
          rows
            .select(`coalesce(json_agg(${itemKey(facet, alias)}), '[]')`)
            .from(facet.instance_row, alias)
            .where(`${alias}.instance_id = instance.id`),
        name,
      );
    }
    return query;
  });
}

function selectBound(rows: SelectQueryBuilder<ObjectLiteral>): SelectQueryBuilder<ObjectLiteral> {
  return rows
    .select(`coalesce(json_agg(bound.link ORDER BY bound.link COLLATE "C"), '[]')`)
    .from(InstanceLink, 'bound')
    .where('bound.instance_id = instance.id');
}

type ShieldsRow = Omit<InstanceShields, 'keys' | 'settings'> &
  FacetMap<string[]> &
  Record<keyof Settings, boolean> & { template: number };

/** By the id of the template. */
export async function listShields(tx: EntityManager, templates: number[]): Promise<Map<number, InstanceShields[]>> {
  const rows = await run<ShieldsRow>(tx, shieldsStatement(tx), { templates });
  const shields = new Map<number, InstanceShields[]>();
  for (const row of rows) {
    const { template, stack, instance_id, container_name, bound } = row;
    const settings = SETTING_NAMES.filter((name) => row[name]);
    const own = { stack, instance_id, container_name, settings, bound, keys: perFacet((_, name) => row[name]) };
    const known = shields.get(template);
    if (known) known.push(own);
    else shields.set(template, [own]);
  }
  return shields;
}

/** One statement: the template with its live instances and their override counts; without any, one row without stack. */
export function usageStatement(tx: EntityManager) {
  return statement(tx, 'templates.usage', ['template'], (manager) => {
    const users = manager
      .createQueryBuilder(Template, 'template')
      .select('stack.name', 'stack')
      .addSelect('instance.created_at', 'created_at')
      .leftJoin(Instance, 'instance', 'instance.template_service_id = template.id')
      .leftJoin(Stack, 'stack', 'stack.id = instance.stack_id')
      .where('template.name = :template');
    for (const column of ['id', 'instance_id', 'container_name', 'enabled'])
      users.addSelect(`instance.${column}`, column);
    const query = manager.createQueryBuilder().select([]).from<ObjectLiteral>('page', 'page');
    for (const column of ['stack', 'id', 'instance_id', 'container_name', 'enabled'])
      query.addSelect(`page.${column}`, column);
    query.orderBy('page.stack').addOrderBy('page.created_at').addOrderBy('page.id');
    return countOverrides(manager, query.addCommonTableExpression(users.getQuery(), 'page'));
  });
}

type UsageRow = Omit<UsingInstance, 'override_count' | 'override_counts'> & { stack: string | null };

export async function listUsage(tx: EntityManager, template: string): Promise<StackUsage[]> {
  const rows = await run<UsageRow>(tx, usageStatement(tx), { template });
  if (rows.length === 0) throw templateNotFound(template);
  const stacks = new Map<string, UsingInstance[]>();
  for (const { stack, ...row } of rows) {
    if (stack === null) continue;
    const { id, instance_id, container_name, enabled } = row;
    const instance = { id, instance_id, container_name, enabled, ...overrideCounts(row) };
    stacks.set(stack, [...(stacks.get(stack) ?? []), instance]);
  }
  return [...stacks].map(([stack, instances]) => ({ stack, instances }));
}
