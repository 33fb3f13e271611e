import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Facet } from '../facets/facet.js';
import { MASK } from '../facets/sealing.js';
import { FACET_NAMES, type FacetMap, facetOf, perFacet } from '../facets/facets.js';

/** The number of rows of each facet, by facet. */
export type OverrideCounts = FacetMap<number>;

/** A timestamp as RFC 3339 text in UTC with microseconds, whatever the session's time zone is. */
export function isoTimestamp(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

/**
 * Adds the override counts to a statement that lists instances as `instance`: one sub-select per `instance_*` table,
 * removals included, bound to the listed instance, never to the whole table.
 */
export function selectOverrideCounts<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
): SelectQueryBuilder<Entity> {
  for (const name of FACET_NAMES) {
    const { instance_row } = facetOf(name);
    const alias = `counted_${name}`;
    query.addSelect(
      (rows) =>
        rows.select('CAST(count(*) AS int)').from(instance_row, alias).where(`${alias}.instance_id = instance.id`),
      `count_${name}`,
    );
  }
  return query;
}

const COUNT_COLUMNS = FACET_NAMES.map((name) => [name, `count_${name}`] as const);
const NO_OVERRIDES: OverrideCounts = perFacet(() => 0);

/** The counts out of a row of such a statement. */
export function overrideCounts(row: object): { override_count: number; override_counts: OverrideCounts } {
  const override_counts = { ...NO_OVERRIDES };
  let override_count = 0;
  for (const [name, column] of COUNT_COLUMNS) {
    const count = Number(Reflect.get(row, column) ?? 0);
    override_counts[name] = count;
    override_count += count;
  }
  return { override_count, override_counts };
}

/** Adds one facet's rows of one owner as a JSON array, in the order in which they were stored. */
export function selectFacetRows<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
  facet: Facet,
  side: 'template_row' | 'instance_row',
  owner: string,
  column: string,
): SelectQueryBuilder<Entity> {
  const foreign_key = side === 'template_row' ? 'service_id' : 'instance_id';
  return query.addSelect(
    (rows) =>
      rows
        .select(`coalesce(json_agg(${rowAsJson(facet, side, column)} ORDER BY ${column}.id), '[]')`)
        .from<ObjectLiteral>(facet[side], column)
        .where(`${column}.${foreign_key} = ${owner}`),
    column,
  );
}

/** A stored row as the API shows it: its columns by name, a secret masked before it leaves the database. */
export function rowAsJson(facet: Facet, side: 'template_row' | 'instance_row', alias: string): string {
  const columns = ['id', ...facet.shown_columns, ...(side === 'instance_row' ? ['removed'] : [])];
  const pairs = columns.map((column) => `'${column}', ${shownColumn(facet, alias, column)}`);
  const times = ['created_at', 'updated_at'].map((column) => `'${column}', ${isoTimestamp(`${alias}.${column}`)}`);
  return `json_build_object(${[...pairs, ...times].join(', ')})`;
}

function shownColumn({ sealing }: Facet, alias: string, column: string): string {
  const value = `${alias}.${column}`;
  if (column !== sealing?.value) return value;
  return `CASE WHEN ${alias}.${sealing.flag} AND (${alias}.sealed_value IS NOT NULL OR ${value} IS NOT NULL) THEN '${MASK}' ELSE ${value} END`;
}
