import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Facet } from '../facets/facet.js';
import { Instance } from './instance.entity.js';
import { Stack } from './stack.entity.js';

/** Which items: a condition on `stack`, `instance` and `item`, all of them live; and the columns of an item to list. */
export interface EffectiveRowsOf {
  columns: readonly string[];
  where: string;
}

/**
 * SQL that lists what is in effect of one facet for any set of instances, by the rule of the merge: what an instance sets,
 * and of its template what the instance does not override. A row has `owner` (the id of the instance), the columns asked
 * for, and `item_source` (template or override).
 */
export function effectiveRows(manager: EntityManager, facet: Facet, { columns, where }: EffectiveRowsOf): string {
  const instances = () =>
    manager
      .createQueryBuilder(Instance, 'instance')
      .innerJoin(Stack, 'stack', 'stack.id = instance.stack_id')
      .where(where);
  const inherited = instances()
    .innerJoin(facet.template_row, 'item', 'item.service_id = instance.template_service_id')
    .andWhere((query) => `NOT EXISTS ${ownRows(query.subQuery(), facet)}`);
  const set = instances().innerJoin(
    facet.instance_row,
    'item',
    'item.instance_id = instance.id AND item.removed = false',
  );
  return `${listItems(inherited, columns, 'template')} UNION ALL ${listItems(set, columns, 'override')}`;
}

/** The rows of an instance, removals included, that have the key of the template's item. */
function ownRows(query: SelectQueryBuilder<ObjectLiteral>, facet: Facet): string {
  const rows = query.select('1').from(facet.instance_row, 'overriding').where('overriding.instance_id = instance.id');
  for (const column of facet.key_columns) rows.andWhere(`overriding.${column} = item.${column}`);
  return rows.getQuery();
}

function listItems(query: SelectQueryBuilder<Instance>, columns: readonly string[], source: string): string {
  query.select('instance.id', 'owner');
  for (const column of columns) query.addSelect(`item.${column}`, column);
  return query.addSelect(`'${source}'`, 'item_source').getQuery();
}
