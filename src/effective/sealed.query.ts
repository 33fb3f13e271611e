import type { EntityManager, ObjectLiteral } from 'typeorm';
import { run, statement } from '../sql/statement.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { effectiveRows } from '../model/effective-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { Stack } from '../model/stack.entity.js';
import { StackVariable } from '../model/stack-variable.entity.js';

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

/** A sealed variable of a stack: its key, and the stack that it is sealed for. */
export type SealedVariable = SpecValues & { key: string; stack_id: number };

/** One statement: the sealed variables of a live stack. */
function sealedVariablesStatement(tx: EntityManager) {
  return statement(tx, 'effective.sealed-variables', ['stack'], (manager) =>
    manager
      .createQueryBuilder()
      .select('variable.stack_id', 'stack_id')
      .addSelect('variable.key', 'key')
      .addSelect('variable.sealed_value', 'sealed_value')
      .from<ObjectLiteral>(StackVariable, 'variable')
      .innerJoin(Stack, 'stack', 'stack.id = variable.stack_id')
      .where('stack.name = :stack AND variable.sealed_value IS NOT NULL'),
  );
}

export async function listSealedVariables(tx: EntityManager, stack: string): Promise<SealedVariable[]> {
  return run<SealedVariable>(tx, sealedVariablesStatement(tx), { stack });
}
