import type { EntityManager } from 'typeorm';
import { execute } from '../common/execute.js';
import { prepared } from '../common/prepared.js';
import { run, statement, written } from '../database/statement.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { rowAsJson, selectFacetRows } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { type InstancePath, theInstance } from '../model/lookup.js';
import { Stack } from '../model/stack.entity.js';
import type { OverrideRow } from './dto/override-rows.js';
import type { OverrideValues } from './override-input.js';
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

export async function listOverrides(tx: EntityManager, facet: Facet, path: InstancePath): Promise<StoredOverride[]> {
  const rows = await run<{ id: number | null; rows: StoredOverride[] }>(tx, listStatement(tx, facet), path);
  return theInstance(rows, path).rows;
}

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
  const given = rows.map(({ values, removed, unsaid }) => ({ ...values, removed: unsaid ? null : removed }));
  const stored = await execute<{ stored: StoredOverride }>(
    tx,
    written(tx, `overrides.replace-${facet.name}`, () => replaceStatement(tx, facet)),
    [instance, JSON.stringify(given)],
  );
  return stored.map((row) => row.stored);
}

/** $1 the instance's id, $2 the wanted rows as JSON. All old rows are gone before the first new one goes in. */
export function replaceStatement(tx: EntityManager, facet: Facet): string {
  const { tableName, columns } = tx.dataSource.getMetadata(facet.instance_row);
  const { driver } = tx.dataSource;
  const typed = columns.filter(({ databaseName }) => facet.stored_columns.includes(databaseName));
  const names = [...facet.stored_columns, 'removed'];
  const types = typed.map((column) => `${column.databaseName} ${driver.normalizeType(column)}`);
  const matching = [...new Set([...facet.key_columns, ...facet.unique_columns, 'removed'])];
  const same = (alias: string, by: readonly string[]) =>
    by.map((column) => `${alias}.${column} = given.${column}`).join(' AND ') || 'true';
  const by_key = facet.key_columns.length > 0 ? ` GROUP BY ${facet.key_columns.join(', ')}` : '';
  return `WITH given AS (
  SELECT * FROM ROWS FROM (json_to_recordset($2::json) AS (${[...types, 'removed boolean'].join(', ')}))
    WITH ORDINALITY AS given (${[...typed.map((column) => column.databaseName), 'removed', 'position'].join(', ')})
), gone AS (
  DELETE FROM ${tableName} WHERE instance_id = $1 RETURNING *
), kept AS (
  SELECT ${[...facet.key_columns, 'min(created_at) AS created_at'].join(', ')} FROM gone${by_key}
), meant AS (
  SELECT ${facet.stored_columns.map((column) => `given.${column}`).join(', ')}, position, coalesce(given.removed, EXISTS (
    SELECT FROM gone WHERE gone.removed AND ${facet.stored_columns.map((column) => `gone.${column} IS NOT DISTINCT FROM given.${column}`).join(' AND ')}
  )) AS removed FROM given
)
INSERT INTO ${tableName} AS stored (id, instance_id, ${names.join(', ')}, created_at, updated_at)
SELECT coalesce(gone.id, nextval('${tableName}_id_seq')), $1, ${names.map((column) => `given.${column}`).join(', ')}, coalesce(kept.created_at, now()),
  CASE WHEN (${names.map((column) => `given.${column}`).join(', ')}) IS NOT DISTINCT FROM (${names.map((column) => `gone.${column}`).join(', ')})
    THEN gone.updated_at ELSE now() END
FROM meant AS given LEFT JOIN kept ON ${same('kept', facet.key_columns)} LEFT JOIN gone ON ${same('gone', matching)}
WHERE (SELECT count(*) FROM gone) >= 0
ORDER BY given.position
RETURNING ${rowAsJson(facet, 'instance_row', 'stored')} AS stored`;
}

/** Both sides of one facet: the template's rows and the stored overrides, as plain columns in the order of storing. */
export async function readSides(
  tx: EntityManager,
  facet: Facet,
  { id, template_service_id }: { id: number; template_service_id: number },
): Promise<FacetSides> {
  const table = (entity: new () => object) => tx.dataSource.getMetadata(entity).tableName;
  const rows = await execute<FacetSides>(
    tx,
    prepared(`SELECT
       (SELECT coalesce(json_agg(template_row ORDER BY template_row.id), '[]')
        FROM ${table(facet.template_row)} template_row WHERE template_row.service_id = $1) AS template,
       (SELECT coalesce(json_agg(instance_row ORDER BY instance_row.id), '[]')
        FROM ${table(facet.instance_row)} instance_row WHERE instance_row.instance_id = $2) AS overrides`),
    [template_service_id, id],
  );
  return rows[0] ?? { template: [], overrides: [] };
}

/** Deletes a facet's override rows, or one row by a value of its key column. */
export async function resetOverrides(tx: EntityManager, facet: Facet, instance: number, key?: string): Promise<void> {
  const { tableName } = tx.dataSource.getMetadata(facet.instance_row);
  const [column] = facet.key_columns;
  const only = key === undefined ? '' : ` AND ${column} = $2`;
  await execute(
    tx,
    `DELETE FROM ${tableName} WHERE instance_id = $1${only}`,
    key === undefined ? [instance] : [instance, key],
  );
}

/** Deletes all rows of all facets, in one statement. */
export async function resetAll(tx: EntityManager, instance: number): Promise<void> {
  const deletions = FACET_NAMES.map((name) => {
    const { tableName } = tx.dataSource.getMetadata(facetOf(name).instance_row);
    return `reset_${name} AS (DELETE FROM ${tableName} WHERE instance_id = $1)`;
  });
  await execute(tx, `WITH ${deletions.join(', ')} SELECT`, [instance]);
}
