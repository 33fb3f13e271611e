import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { run, statement } from '../../sql/statement.js';
import type { Facet } from '../../facets/facet.js';
import { FACET_NAMES, type FacetMap, facetOf } from '../../facets/facets.js';
import { Instance } from '../../model/instance.entity.js';
import { templateNotFound } from '../../model/lookup.js';
import { SETTING_NAMES, type Settings } from '../../settings/settings.js';
import { Stack } from '../../model/stack.entity.js';
import { Template } from '../../model/template.entity.js';
import type { OverriddenItem, OverriddenSetting, OverridesOverview } from './overview-answers.js';
import { itemKey } from '../../model/item-key.query.js';

type Rows = SelectQueryBuilder<ObjectLiteral>;

/** One statement: the template, its live instances counted, and per facet and setting what they override. */
export function overridesStatement(tx: EntityManager) {
  return statement(tx, 'templates.overrides', ['template'], (manager) => {
    const query = manager.createQueryBuilder(Template, 'template').select([]).where('template.name = :template');
    query.addSelect(
      (rows) => ofTemplate(rows.select('CAST(count(*) AS int)').from(Instance, 'instance')),
      'instance_count',
    );
    query.addSelect(
      (rows) =>
        ofTemplate(
          rows.select(`json_build_object(${SETTING_NAMES.map(countSetting).join(', ')})`).from(Instance, 'instance'),
        ),
      'settings',
    );
    for (const name of FACET_NAMES) query.addSelect((rows) => listItems(rows, facetOf(name)), name);
    return query;
  });
}

/** Of the alias `instance` only those of the template in live stacks; the builder itself leaves out what is trashed. */
function ofTemplate(rows: Rows): Rows {
  return rows
    .innerJoin(Stack, 'stack', 'stack.id = instance.stack_id')
    .where('instance.template_service_id = template.id');
}

function countSetting(name: keyof Settings): string {
  const value = `instance.${name}`;
  const own = `FILTER (WHERE ${value} IS NOT NULL OR '${name}' = ANY(instance.removed_settings))`;
  return `'${name}', json_build_object('overridden_by', count(*) ${own}, 'different_values', count(DISTINCT coalesce('=' || ${value}, '')) ${own})`;
}

/** The overridden keys of a facet as a JSON array, those that most instances override first. */
function listItems(rows: Rows, facet: Facet): Rows {
  const own = rows
    .subQuery()
    .select(itemKey(facet, 'own'))
    .from(facet.template_row, 'own')
    .where('own.service_id = template.id')
    .getQuery();
  const pairs = [
    `'key', item.item_key, 'in_template', item.item_key IN ${own}`,
    ...COUNTS.map((count) => `'${count}', item.${count}`),
  ];
  return rows
    .select(
      `coalesce(json_agg(json_build_object(${pairs.join(', ')}) ORDER BY item.overridden_by DESC, item.item_key COLLATE "C"), '[]')`,
    )
    .from<ObjectLiteral>((overridden) => countItems(overridden, facet), 'item');
}

const COUNTS = ['overridden_by', 'removed_by', 'different_values'];

/** One row per overridden key. An instance that sets a key does not remove it, whatever other rows of that key it has. */
function countItems(rows: Rows, facet: Facet): Rows {
  const value = `ROW(${facet.shown_columns.map((column) => `overridden.${column}`).join(', ')})`;
  const set = 'FILTER (WHERE NOT overridden.removed)';
  const instances = 'count(DISTINCT overridden.instance_id)';
  const counted = rows
    .select(itemKey(facet, 'overridden'), 'item_key')
    .addSelect(instances, 'overridden_by')
    .addSelect(`${instances} - ${instances} ${set}`, 'removed_by')
    .addSelect(`count(DISTINCT ${value}) ${set}`, 'different_values')
    .from<ObjectLiteral>(facet.instance_row, 'overridden')
    .innerJoin(Instance, 'instance', 'instance.id = overridden.instance_id');
  return ofTemplate(counted).groupBy('item_key');
}

type OverviewRow = Pick<OverridesOverview, 'instance_count'> &
  FacetMap<OverriddenItem[]> & { settings: Record<keyof Settings, Omit<OverriddenSetting, 'name'>> };

export async function getOverrides(tx: EntityManager, template: string): Promise<OverridesOverview> {
  const [row] = await run<OverviewRow>(tx, overridesStatement(tx), { template });
  if (!row) throw templateNotFound(template);
  const settings = SETTING_NAMES.map((name) => ({ name, ...row.settings[name] }))
    .filter(({ overridden_by }) => overridden_by > 0)
    .toSorted((a, b) => b.overridden_by - a.overridden_by || (a.name < b.name ? -1 : 1));
  return { ...row, settings };
}
