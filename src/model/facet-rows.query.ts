import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Facet } from '../facets/facet.js';
import { MASK } from '../facets/sealing.js';
import { isoTimestamp } from '../sql/columns.js';

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
  const columns = side === 'instance_row' ? overrideColumns(facet) : ['id', ...facet.shown_columns, ...TIMES];
  return `json_build_object(${columns.map((column) => `'${column}', ${rowColumn(facet, alias, column)}`).join(', ')})`;
}

const TIMES = ['created_at', 'updated_at'];

/** The columns of an override as an answer has them. */
export function overrideColumns({ shown_columns }: Facet): string[] {
  return ['id', ...shown_columns, 'removed', ...TIMES];
}

/** A column of a stored row as the API shows it: a time as text, a secret masked before it leaves the database. */
export function rowColumn({ sealing }: Facet, alias: string, column: string): string {
  const value = `${alias}.${column}`;
  if (TIMES.includes(column)) return isoTimestamp(value);
  if (column !== sealing?.value) return value;
  return `CASE WHEN ${alias}.${sealing.flag} AND (${alias}.sealed_value IS NOT NULL OR ${value} IS NOT NULL) THEN '${MASK}' ELSE ${value} END`;
}
