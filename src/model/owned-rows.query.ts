import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import type { SpecValues } from '../facets/facet.js';
import type { NullAs } from '../facets/item-kind.js';
import { withoutNull } from './item-key.query.js';

/** A table whose rows belong to templates or to stacks. */
export interface OwnedTable {
  entity: new () => object;
  /** The column that has the id of a row's owner. */
  owner: 'service_id' | 'stack_id';
  /** What is unique among the rows of one owner, and what null counts as there. */
  unique: readonly string[];
  null_as?: NullAs;
}

/** The rows of which a write speaks: those with one of these values in the column. */
interface Only {
  column: string;
  values: string[];
}

const SET_BY_DATABASE = new Set(['id', 'created_at', 'updated_at']);

/**
 * Makes the given rows all that these owners have in the table, in one statement. Rows that stay keep their id and
 * created_at, rows that stay as they are also their updated_at.
 * @param rows values by column, that of the owner among them
 * @param only where given, every other row is left alone
 */
export async function replaceRows(
  tx: EntityManager,
  table: OwnedTable,
  owners: number[],
  rows: object[],
  only?: Only,
): Promise<void> {
  const sql = replaceStatement(tx, table, only?.column);
  await execute(tx, sql, [owners, JSON.stringify(rows), ...(only ? [only.values] : [])]);
}

/** $1 ids of owners, $2 their rows as JSON, $3 the values of the rows that are replaced. The columns come from the metadata. */
function replaceStatement(tx: EntityManager, table: OwnedTable, only?: string): string {
  const { tableName } = tx.dataSource.getMetadata(table.entity);
  const { place, upsert } = partsOf(tx, table);
  return `WITH wanted AS (
  SELECT * FROM json_populate_recordset(NULL::${tableName}, $2::json)
), gone AS (
  DELETE FROM ${tableName} stored WHERE stored.${table.owner} = ANY ($1::int[])${only ? ` AND stored.${only} = ANY ($3::text[])` : ''}
  AND NOT EXISTS (SELECT FROM wanted WHERE (${place('wanted')}) = (${place('stored')}))
)
${upsert}`;
}

/** What adds the rows that are `wanted`, or makes stored ones like them; one that stays as it is is not written. */
export function partsOf(tx: EntityManager, { entity, owner, unique, null_as = {} }: OwnedTable) {
  const { tableName, columns } = tx.dataSource.getMetadata(entity);
  const own = columns.map(({ databaseName }) => databaseName).filter((name) => !SET_BY_DATABASE.has(name));
  const key = [owner, ...unique];
  const values = own.filter((name) => !key.includes(name));
  const of = (alias: string, names: string[]) => names.map((name) => `${alias}.${name}`).join(', ');
  const place = (alias?: string) => key.map((name) => withoutNull(name, null_as, alias)).join(', ');
  const upsert = `INSERT INTO ${tableName} AS stored (${own.join(', ')})
SELECT ${own.join(', ')} FROM wanted
ON CONFLICT (${place()}) DO UPDATE
SET ${values.map((name) => `${name} = excluded.${name}`).join(', ')}, updated_at = now()
WHERE ROW(${of('stored', values)}) IS DISTINCT FROM ROW(${of('excluded', values)})`;
  return { place, upsert };
}

/** The stored rows by owner, as plain columns in the order of storing, in one statement. */
export async function listOwned<Row extends SpecValues>(
  tx: EntityManager,
  { entity, owner }: Pick<OwnedTable, 'entity' | 'owner'>,
  owners: number[],
): Promise<Map<number, Row[]>> {
  const { tableName } = tx.dataSource.getMetadata(entity);
  const rows = await execute<{ owner: number; items: Row[] }>(
    tx,
    `SELECT stored.${owner} AS owner, json_agg(stored ORDER BY stored.id) AS items FROM ${tableName} stored
     WHERE stored.${owner} = ANY ($1::int[]) GROUP BY stored.${owner}`,
    [owners],
  );
  return new Map(rows.map((row) => [row.owner, row.items]));
}
