import type { ItemKind } from './item-kind.js';

/** The items in the facet's fixed order: numbers by value, texts by code unit, null last, whatever the database's locale is. Pure. */
export function inFixedOrder<Item extends object>(
  facet: Pick<ItemKind, 'order_columns'>,
  items: readonly Item[],
): Item[] {
  return items.toSorted((a, b) => {
    const decisive = facet.order_columns.find((column) => Reflect.get(a, column) !== Reflect.get(b, column));
    return decisive === undefined ? 0 : compare(Reflect.get(a, decisive), Reflect.get(b, decisive));
  });
}

function compare(a: unknown, b: unknown): number {
  if (a === null || b === null) return a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}
