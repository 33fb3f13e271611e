import type { EntityManager } from 'typeorm';
import type { SpecValues } from '../facets/facet.js';
import { inFixedOrder } from '../facets/order.js';
import { itemAsJson, selectRows } from '../model/facet-rows.query.js';
import { stackNotFound } from '../model/lookup.js';
import { listOwned, replaceRows } from '../model/owned-rows.query.js';
import { StackVariable, VARIABLE_ROWS, VARIABLES } from '../model/stack-variable.entity.js';
import { Stack } from '../model/stack.entity.js';
import { run, statement } from '../sql/statement.js';
import type { Variable } from './dto/variable.js';

/** A variable as it is stored, sealed form included. */
export type StoredVariable = SpecValues & { key: string };

/** One statement: the live stack and its variables. */
export function listStatement(tx: EntityManager) {
  return statement(tx, 'variables.list', ['stack'], (manager) => {
    const query = manager.createQueryBuilder(Stack, 'stack').select([]).where('stack.name = :stack');
    const rows = { entity: StackVariable, foreign_key: 'stack_id', json: itemAsJson(VARIABLES, 'variables') };
    return selectRows(query, rows, 'stack.id', 'variables');
  });
}

/** In the order of keys. */
export async function listVariables(tx: EntityManager, stack: string): Promise<Required<Variable>[]> {
  const [found] = await run<{ variables: Required<Variable>[] }>(tx, listStatement(tx), { stack });
  if (!found) throw stackNotFound(stack);
  return inFixedOrder(VARIABLES, found.variables);
}

/** The variables of a stack by its number, as they are stored. */
export async function listStored(tx: EntityManager, stack_id: number): Promise<StoredVariable[]> {
  const rows = await listOwned<StoredVariable>(tx, VARIABLE_ROWS, [stack_id]);
  return rows.get(stack_id) ?? [];
}

/**
 * Makes the given rows all variables of a stack, or of those keys alone.
 * @param keys where given, every other variable is left alone
 */
export async function replaceVariables(
  tx: EntityManager,
  stack_id: number,
  rows: readonly SpecValues[],
  keys?: string[],
): Promise<void> {
  const owned = rows.map((row) => ({ ...row, stack_id }));
  await replaceRows(tx, VARIABLE_ROWS, [stack_id], owned, keys && { column: 'key', values: keys });
}
