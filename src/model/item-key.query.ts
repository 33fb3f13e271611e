import type { ItemKind, NullAs } from '../facets/item-kind.js';

/** The identity key of a stored row in SQL: the same text that `facet.key` gives, which a test proves on random rows. */
export function itemKey(facet: ItemKind, alias: string): string {
  const columns = facet.key_columns.map((column) => `${alias}.${column}`);
  return columns.length > 0
    ? `concat_ws('/', ${columns.join(', ')})`
    : `CAST('${facet.key(new facet.spec())}' AS text)`;
}

/** A column in which two nulls are the same, or differ by what they count as. */
export function withoutNull(column: string, null_as: NullAs, alias?: string): string {
  const of = (name: string) => (alias === undefined ? name : `${alias}.${name}`);
  const instead = null_as[column]?.(of);
  return instead === undefined ? of(column) : `coalesce(${of(column)}, ${instead})`;
}
