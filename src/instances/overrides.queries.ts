import type { EntityManager, ObjectLiteral } from 'typeorm';
import { execute } from '../sql/execute.js';
import { run, statement, handWritten } from '../sql/statement.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { type FacetName, facetOf } from '../facets/facets.js';
import { generating } from '../facets/sealing.js';
import { rowAsJson, selectFacetRows } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { itemKey } from '../model/item-key.query.js';
import { type InstancePath, type LockedInstance, theInstance } from '../model/lookup.js';
import { type Recipes, recipesSql } from '../model/recipes.query.js';
import { Stack } from '../model/stack.entity.js';
import type { OverrideRow } from './dto/override-rows.js';
import type { FacetSides } from './override-removals.js';

/** A stored override row of any facet. */
export type StoredOverride = SpecValues & Required<OverrideRow>;

/** One statement: stack, instance and the rows of one facet. */
export function listStatement(tx: EntityManager, facet: Facet) {
  return statement(tx, `overrides.${facet.name}`, ['stack', 'instance'], (manager) => {
    const query = manager
      .createQueryBuilder(Stack, 'stack')
      .select('instance.id', 'id')
      .leftJoin(Instance, 'instance', 'instance.stack_id = stack.id AND instance.instance_id = :instance')
      .where('stack.name = :stack');
    return selectFacetRows(query, facet, 'instance_row', 'instance.id', 'rows');
  });
}

/** One statement: stack, instance and the rows of one key. */
export function itemStatement(tx: EntityManager, facet: Facet) {
  return statement(tx, `overrides.item-${facet.name}`, ['stack', 'instance', 'key'], (manager) =>
    manager
      .createQueryBuilder(Stack, 'stack')
      .select('instance.id', 'id')
      .addSelect(
        (rows) =>
          rows
            .select(`coalesce(json_agg(${rowAsJson(facet, 'instance_row', 'item')} ORDER BY item.id), '[]')`)
            .from<ObjectLiteral>(facet.instance_row, 'item')
            .where(`item.instance_id = instance.id AND ${itemKey(facet, 'item')} = :key`),
        'rows',
      )
      .leftJoin(Instance, 'instance', 'instance.stack_id = stack.id AND instance.instance_id = :instance')
      .where('stack.name = :stack'),
  );
}

export async function listItems(
  tx: EntityManager,
  facet: Facet,
  path: InstancePath,
  key: string,
): Promise<StoredOverride[]> {
  const rows = await run<{ id: number | null; rows: StoredOverride[] }>(tx, itemStatement(tx, facet), { ...path, key });
  return theInstance(rows, path).rows;
}

/** The keys that the overrides of an instance have. */
export async function listKeys(tx: EntityManager, facet: Facet, { stack, instance }: InstancePath): Promise<string[]> {
  const { tableName } = tx.dataSource.getMetadata(facet.instance_row);
  const rows = await execute<{ key: string }>(
    tx,
    `SELECT DISTINCT ${itemKey(facet, 'item')} AS key FROM ${tableName} item
     JOIN service_instances instance ON instance.id = item.instance_id AND instance.instance_id = $2
     JOIN stacks stack ON stack.id = instance.stack_id AND stack.name = $1
     WHERE stack.deleted_at IS NULL AND instance.deleted_at IS NULL`,
    [stack, instance],
  );
  return rows.map(({ key }) => key);
}

export async function listOverrides(tx: EntityManager, facet: Facet, path: InstancePath): Promise<StoredOverride[]> {
  const rows = await run<{ id: number | null; rows: StoredOverride[] }>(tx, listStatement(tx, facet), path);
  return theInstance(rows, path).rows;
}

/**
 * Both sides of one facet: the template's rows and the stored overrides, as plain columns in the order of storing.
 * @param keys where given, what may be large is null in the rows of every other key
 */
export async function readSides(
  tx: EntityManager,
  facet: Facet,
  { id, template_service_id }: { id: number; template_service_id: number },
  keys?: string[],
): Promise<FacetSides> {
  const light = keys !== undefined && facet.bulky_columns.length > 0;
  const sql = handWritten(tx, `overrides.sides-${facet.name}${light ? '-light' : ''}`, () =>
    sidesStatement(tx, facet, light),
  );
  const rows = await execute<FacetSides>(tx, sql, light ? [template_service_id, id, keys] : [template_service_id, id]);
  return rows[0] ?? { template: [], overrides: [] };
}

/** $1 the template's id, $2 the instance's; of the keys $3 a light statement reads what may be large too. */
export function sidesStatement(tx: EntityManager, facet: Facet, light: boolean): string {
  const list = (entity: new () => object, owner: string) => {
    const { tableName, columns } = tx.dataSource.getMetadata(entity);
    const bulky = (column: string) => light && facet.bulky_columns.includes(column);
    const values = columns.map(({ databaseName: column }) =>
      bulky(column) ? `CASE WHEN ${itemKey(facet, 'stored')} = ANY($3) THEN ${column} END AS ${column}` : column,
    );
    return `(SELECT coalesce(json_agg(item ORDER BY item.id), '[]')
        FROM (SELECT ${values.join(', ')} FROM ${tableName} stored WHERE ${owner}) item)`;
  };
  return `SELECT ${list(facet.template_row, 'service_id = $1')} AS template,
       ${list(facet.instance_row, 'instance_id = $2')} AS overrides`;
}

/** Deletes the override rows of one key; answers how many there were. */
export async function resetKey(tx: EntityManager, facet: Facet, instance: number, key: string): Promise<number> {
  const { tableName } = tx.dataSource.getMetadata(facet.instance_row);
  const sql = `DELETE FROM ${tableName} item WHERE item.instance_id = $1 AND ${itemKey(facet, 'item')} = $2 RETURNING item.id`;
  return (await execute(tx, sql, [instance, key])).length;
}

/** Deletes all override rows of these facets, in one statement; answers what the template generates in their place. */
export async function resetFacets(
  tx: EntityManager,
  { id, template_service_id }: LockedInstance,
  names: readonly FacetName[],
): Promise<Recipes> {
  const deletions = names.map((name) => {
    const { tableName } = tx.dataSource.getMetadata(facetOf(name).instance_row);
    return `reset_${name} AS (DELETE FROM ${tableName} WHERE instance_id = $1)`;
  });
  const generated = names.some((name) => generating(facetOf(name)));
  const recipes = generated ? recipesSql(tx, '$2') : `json_build_object()`;
  const values = generated ? [id, template_service_id] : [id];
  const sql = `WITH ${deletions.join(', ')} SELECT ${recipes} AS recipes`;
  const [found] = await execute<{ recipes: Recipes }>(tx, sql, values);
  return found?.recipes ?? {};
}
