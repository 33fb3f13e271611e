import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Facet } from '../facets/facet.js';
import type { ItemKind } from '../facets/item-kind.js';
import { MASK } from '../facets/sealing.js';
import { ONLY_REFERENCE } from '../references/text.js';
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
  const rows = { entity: facet[side], foreign_key, json: rowAsJson(facet, side, column) };
  return selectRows(query, rows, owner, column);
}

/** Rows as they are answered, in the table of an entity, by the column that has their owner. */
interface OwnedRows {
  entity: new () => object;
  foreign_key: string;
  json: string;
}

/** The same for rows of any owner. */
export function selectRows<Entity extends ObjectLiteral>(
  query: SelectQueryBuilder<Entity>,
  { entity, foreign_key, json }: OwnedRows,
  owner: string,
  column: string,
): SelectQueryBuilder<Entity> {
  return query.addSelect(
    (rows) =>
      rows
        .select(`coalesce(json_agg(${json} ORDER BY ${column}.id), '[]')`)
        .from<ObjectLiteral>(entity, column)
        .where(`${column}.${foreign_key} = ${owner}`),
    column,
  );
}

/** A stored row as the API shows it: its columns by name, a secret masked before it leaves the database. */
export function rowAsJson(facet: Facet, side: 'template_row' | 'instance_row', alias: string): string {
  return side === 'instance_row'
    ? itemAsJson(facet, alias, overrideColumns(facet))
    : itemAsJson(facet.of_template, alias);
}

/** The same of an item that no template has beneath it. */
export function itemAsJson(kind: ItemKind, alias: string, columns: readonly string[] = storedColumns(kind)): string {
  return `json_build_object(${columns.map((column) => `'${column}', ${rowColumn(kind, alias, column)}`).join(', ')})`;
}

const TIMES = ['created_at', 'updated_at'];

/** The columns of a stored item as an answer has them. */
export function storedColumns({ shown_columns }: Pick<ItemKind, 'shown_columns'>): string[] {
  return ['id', ...shown_columns, ...TIMES];
}

/** The columns of an override as an answer has them. */
export function overrideColumns({ shown_columns }: Facet): string[] {
  return ['id', ...shown_columns, 'removed', ...TIMES];
}

/** A column of a stored row as the API shows it: a time as text, a secret masked before it leaves the database, a reference as it is. */
export function rowColumn({ sealing }: Pick<ItemKind, 'sealing'>, alias: string, column: string): string {
  const value = `${alias}.${column}`;
  if (TIMES.includes(column)) return isoTimestamp(value);
  if (column !== sealing?.value) return value;
  return `CASE WHEN ${alias}.${sealing.flag} AND (${alias}.sealed_value IS NOT NULL OR ${value} !~ '${ONLY_REFERENCE}') THEN '${MASK}' ELSE ${value} END`;
}
