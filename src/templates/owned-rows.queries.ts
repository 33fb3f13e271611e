import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import type { Facet, SpecValues } from '../facets/facet.js';

/** A table whose rows belong to templates. */
export interface OwnedTable {
  entity: new () => object;
  /** What is unique among the rows of one template. */
  unique: readonly string[];
}

const SET_BY_DATABASE = new Set(['id', 'created_at', 'updated_at']);

/**
 * Makes the given rows all that these templates have in the table, in one statement. Rows that stay keep their id and
 * created_at, rows that stay as they are also their updated_at.
 * @param rows values by column, `service_id` among them
 */
export async function replaceRows(
  tx: EntityManager,
  table: OwnedTable,
  templates: number[],
  rows: object[],
): Promise<void> {
  await execute(tx, replaceStatement(tx, table), [templates, JSON.stringify(rows)]);
}

/** $1 ids of templates, $2 their rows as JSON. The columns come from the metadata. */
function replaceStatement(tx: EntityManager, table: OwnedTable): string {
  const { tableName } = tx.dataSource.getMetadata(table.entity);
  const { key, upsert, of } = partsOf(tx, table);
  return `WITH wanted AS (
  SELECT * FROM json_populate_recordset(NULL::${tableName}, $2::json)
), gone AS (
  DELETE FROM ${tableName} stored WHERE stored.service_id = ANY ($1::int[])
  AND NOT EXISTS (SELECT FROM wanted WHERE (${of('wanted', key)}) = (${of('stored', key)}))
)
${upsert}`;
}

/** What adds the rows that are `wanted`, or makes stored ones like them; one that stays as it is is not written. */
export function partsOf(tx: EntityManager, { entity, unique }: OwnedTable) {
  const { tableName, columns } = tx.dataSource.getMetadata(entity);
  const own = columns.map(({ databaseName }) => databaseName).filter((name) => !SET_BY_DATABASE.has(name));
  const key = ['service_id', ...unique];
  const values = own.filter((name) => !key.includes(name));
  const of = (alias: string, names: string[]) => names.map((name) => `${alias}.${name}`).join(', ');
  const upsert = `INSERT INTO ${tableName} AS stored (${own.join(', ')})
SELECT ${own.join(', ')} FROM wanted
ON CONFLICT (${key.join(', ')}) DO UPDATE
SET ${values.map((name) => `${name} = excluded.${name}`).join(', ')}, updated_at = now()
WHERE ROW(${of('stored', values)}) IS DISTINCT FROM ROW(${of('excluded', values)})`;
  return { key, upsert, of };
}

/** The stored items of one facet by template, as plain columns, in one statement. */
export async function listItems(
  tx: EntityManager,
  facet: Facet,
  templates: number[],
): Promise<Map<number, SpecValues[]>> {
  const { tableName } = tx.dataSource.getMetadata(facet.template_row);
  const rows = await execute<{ service_id: number; items: SpecValues[] }>(
    tx,
    `SELECT stored.service_id, json_agg(stored) AS items FROM ${tableName} stored
     WHERE stored.service_id = ANY ($1::int[]) GROUP BY stored.service_id`,
    [templates],
  );
  return new Map(rows.map(({ service_id, items }) => [service_id, items]));
}
