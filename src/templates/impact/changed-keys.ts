import { compareItems } from '../../facets/compare.js';
import type { ItemKind } from '../../facets/item-kind.js';

/** The identity keys by which two lists of items differ, each list in the facet's fixed order. */
export interface ChangedKeys {
  added: string[];
  removed: string[];
  changed: string[];
}

/** The difference that `compareItems` finds, told by keys alone. Pure. */
export function changedKeys<Spec extends object>(
  facet: Pick<ItemKind<Spec>, 'key' | 'shown_columns' | 'order_columns'>,
  before: readonly Spec[],
  after: readonly Spec[],
): ChangedKeys {
  const { added, removed, changed } = compareItems(facet, before, after);
  const keys = (items: Spec[]) => [...new Set(items.map((item) => facet.key(item)))];
  return { added: keys(added), removed: keys(removed), changed: changed.map(({ key }) => key) };
}
