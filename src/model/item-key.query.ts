import type { ItemKind } from '../facets/item-kind.js';

/** The identity key of a stored row in SQL: the same text that `facet.key` gives, which a test proves on random rows. */
export function itemKey(facet: ItemKind, alias: string): string {
  const columns = facet.key_columns.map((column) => `${alias}.${column}`);
  return columns.length > 0
    ? `concat_ws('/', ${columns.join(', ')})`
    : `CAST('${facet.key(new facet.spec())}' AS text)`;
}
