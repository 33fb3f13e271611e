import type { EntityManager, ObjectLiteral } from 'typeorm';
import { run, statement } from '../sql/statement.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { effectiveRows } from '../model/effective-rows.query.js';
import { Instance } from '../model/instance.entity.js';

/** A sealed value in effect: its key columns, the instance that it is in effect for, and the owner that it is sealed for. */
export type SealedItem = SpecValues & { instance: string; owner_id: number; item_source: 'template' | 'override' };

/** One statement: the sealed values of a facet that are in effect in the live instances of a stack. */
function sealedStatement(tx: EntityManager, facet: Facet) {
  return statement(tx, `effective.sealed-${facet.name}`, ['stack'], (manager) => {
    const columns = [...facet.key_columns, 'sealed_value'];
    const where = 'stack.name = :stack AND item.sealed_value IS NOT NULL';
    const query = manager
      .createQueryBuilder()
      .select('instance.instance_id', 'instance')
      .addSelect(
        `CASE sealed.item_source WHEN 'template' THEN instance.template_service_id ELSE instance.id END`,
        'owner_id',
      )
      .addSelect('sealed.item_source', 'item_source')
      .from<ObjectLiteral>(`(${effectiveRows(manager, facet, { columns, where })})`, 'sealed')
      .innerJoin(Instance, 'instance', 'instance.id = sealed.owner');
    for (const column of columns) query.addSelect(`sealed.${column}`, column);
    return query;
  });
}

export async function listSealed(tx: EntityManager, facet: Facet, stack: string): Promise<SealedItem[]> {
  return run<SealedItem>(tx, sealedStatement(tx, facet), { stack });
}
