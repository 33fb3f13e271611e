import { canonicalJson } from '../common/canonical-json.js';
import type { ItemKind } from './item-kind.js';
import { byKey } from './merge.js';
import { inFixedOrder } from './order.js';

/** Whether two lists hold the same items, whatever their order. */
export function sameItems<Spec extends object>(
  facet: Pick<ItemKind<Spec>, 'shown_columns'>,
  some: readonly Spec[],
  others: readonly Spec[],
): boolean {
  return JSON.stringify(printed(facet, some)) === JSON.stringify(printed(facet, others));
}

function printed<Spec extends object>(
  { shown_columns }: Pick<ItemKind<Spec>, 'shown_columns'>,
  items: readonly Spec[],
): string[] {
  return items
    .map((item) => canonicalJson(shown_columns.map((column): unknown => Reflect.get(item, column))))
    .toSorted();
}

/** What changed from one list of items to another, key by key, in the facet's fixed order. Pure. */
export interface ItemChanges<Spec> {
  added: Spec[];
  removed: Spec[];
  changed: { key: string; before: Spec[]; after: Spec[] }[];
}

export function compareItems<Spec extends object>(
  facet: Pick<ItemKind<Spec>, 'key' | 'shown_columns' | 'order_columns'>,
  before: readonly Spec[],
  after: readonly Spec[],
): ItemChanges<Spec> {
  const [old, now] = [byKey(facet, inFixedOrder(facet, before)), byKey(facet, inFixedOrder(facet, after))];
  const kept = [...old.keys()].filter((key) => now.has(key));
  const pairs = kept.map((key) => ({ key, before: old.get(key) ?? [], after: now.get(key) ?? [] }));
  return {
    added: [...now].filter(([key]) => !old.has(key)).flatMap(([, items]) => items),
    removed: [...old].filter(([key]) => !now.has(key)).flatMap(([, items]) => items),
    changed: pairs.filter((pair) => !sameItems(facet, pair.before, pair.after)),
  };
}
