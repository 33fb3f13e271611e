import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { handWritten } from '../sql/statement.js';
import type { Facet } from '../facets/facet.js';
import { rowAsJson } from '../model/facet-rows.query.js';
import { itemKey } from '../model/item-key.query.js';
import type { OverrideValues } from './override-input.js';
import type { StoredOverride } from './overrides.queries.js';

/**
 * Replaces a facet's override rows by the given ones and returns what is stored, in one statement. A key that stays keeps
 * its created_at, and a row that stays as it is its id and updated_at. What
 * says nothing of whether it removes does so where the same values are stored as removed.
 */
export async function replaceOverrides(
  tx: EntityManager,
  facet: Facet,
  instance: number,
  rows: OverrideValues[],
): Promise<StoredOverride[]> {
  const sql = handWritten(tx, `overrides.replace-${facet.name}`, () => replaceStatement(tx, facet));
  return storedBy(await execute<Answer>(tx, sql, [instance, toJson(rows)]));
}

/** Which items a write replaces, by what, and whether it answers every row of the facet or those that it wrote. */
export interface ItemsWrite {
  keys: string[];
  rows: OverrideValues[];
  answered: 'all' | 'written';
}

/** The same for the items of some keys. Every other row is left alone, and read only where it is to be answered. */
export async function replaceItems(
  tx: EntityManager,
  facet: Facet,
  instance: number,
  { keys, rows, answered }: ItemsWrite,
): Promise<StoredOverride[]> {
  const sql = handWritten(tx, `overrides.replace-items-${facet.name}`, () => replaceItemsStatement(tx, facet));
  return storedBy(await execute<Answer>(tx, sql, [instance, toJson(rows), keys, answered === 'all']));
}

function toJson(rows: OverrideValues[]): string {
  const given = rows.map(({ values, removed, unsaid }) => ({ ...values, removed: unsaid ? null : removed }));
  return JSON.stringify(given);
}

interface Answer {
  stored: StoredOverride;
}

function storedBy(answers: Answer[]): StoredOverride[] {
  return answers.map(({ stored }) => stored);
}

/** $1 the instance's id, $2 the wanted rows as JSON. All old rows are gone before the first new one goes in. */
export function replaceStatement(tx: EntityManager, facet: Facet): string {
  const { given, insert } = partsOf(tx, facet, '');
  return `WITH ${given}
${insert}
RETURNING ${rowAsJson(facet, 'instance_row', 'stored')} AS stored`;
}

/** The same for the items of the keys $3; with $4 the others are answered too. In the order in which they are stored. */
export function replaceItemsStatement(tx: EntityManager, facet: Facet): string {
  const { tableName } = tx.dataSource.getMetadata(facet.instance_row);
  const { given, insert } = partsOf(tx, facet, ` AND ${itemKey(facet, 'old')} = ANY($3)`);
  return `WITH ${given}, written AS (
${insert}
RETURNING stored.id, ${rowAsJson(facet, 'instance_row', 'stored')} AS stored
)
SELECT answered.stored FROM (
  SELECT written.id, written.stored FROM written
  UNION ALL SELECT other.id, ${rowAsJson(facet, 'instance_row', 'other')} FROM ${tableName} other
  WHERE $4 AND other.instance_id = $1 AND ${itemKey(facet, 'other')} <> ALL($3)
) answered ORDER BY answered.id`;
}

function partsOf(tx: EntityManager, facet: Facet, only: string): { given: string; insert: string } {
  const { tableName, columns } = tx.dataSource.getMetadata(facet.instance_row);
  const { driver } = tx.dataSource;
  const typed = columns.filter(({ databaseName }) => facet.stored_columns.includes(databaseName));
  const names = [...facet.stored_columns, 'removed'];
  const list = (alias: string) => names.map((column) => `${alias}.${column}`).join(', ');
  const types = typed.map((column) => `${column.databaseName} ${driver.normalizeType(column)}`);
  const matching = [...new Set([...facet.key_columns, ...facet.unique_columns, 'removed'])];
  const nullable = new Set(columns.filter(({ isNullable }) => isNullable).map(({ databaseName }) => databaseName));
  const equals = (column: string) => (nullable.has(column) ? 'IS NOT DISTINCT FROM' : '=');
  const same = (alias: string, by: readonly string[]) =>
    by.map((column) => `${alias}.${column} ${equals(column)} given.${column}`).join(' AND ') || 'true';
  const by_key = facet.key_columns.length > 0 ? ` GROUP BY ${facet.key_columns.join(', ')}` : '';
  const given = `given AS (
  SELECT * FROM ROWS FROM (json_to_recordset($2::json) AS (${[...types, 'removed boolean'].join(', ')}))
    WITH ORDINALITY AS given (${[...typed.map((column) => column.databaseName), 'removed', 'position'].join(', ')})
), gone AS (
  DELETE FROM ${tableName}${only && ' old'} WHERE instance_id = $1${only} RETURNING *
), kept AS (
  SELECT ${[...facet.key_columns, 'min(created_at) AS created_at'].join(', ')} FROM gone${by_key}
), meant AS (
  SELECT ${facet.stored_columns.map((column) => `given.${column}`).join(', ')}, position, coalesce(given.removed, EXISTS (
    SELECT FROM gone WHERE gone.removed AND ${facet.stored_columns.map((column) => `gone.${column} IS NOT DISTINCT FROM given.${column}`).join(' AND ')}
  )) AS removed FROM given
)`;
  const insert = `INSERT INTO ${tableName} AS stored (id, instance_id, ${names.join(', ')}, created_at, updated_at)
SELECT coalesce(gone.id, nextval('${tableName}_id_seq')), $1, ${list('given')}, coalesce(kept.created_at, now()),
  CASE WHEN (${list('given')}) IS NOT DISTINCT FROM (${list('gone')})
    THEN gone.updated_at ELSE now() END
FROM meant AS given LEFT JOIN kept ON ${same('kept', facet.key_columns)} LEFT JOIN gone ON ${same('gone', matching)}
WHERE (SELECT count(*) FROM gone) >= 0
ORDER BY given.position`;
  return { given, insert };
}
