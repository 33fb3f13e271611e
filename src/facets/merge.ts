import type { Facet } from './facet.js';
import { inFixedOrder } from './order.js';

/** An override as the merge sees it: a value, and whether it removes. */
export interface Override<Spec> {
  value: Spec;
  removed: boolean;
}

/** One item of the result, and where it comes from. */
export interface MergedItem<Spec> {
  value: Spec;
  source: 'template' | 'override';
}

export interface Merged<Spec> {
  items: MergedItem<Spec>[];
  /** The template's items that a removal took away. */
  removed: Spec[];
}

/**
 * The one rule by which a template and its overrides combine. For every identity key that is overridden, the override
 * rows replace all template items with that key, a removal with nothing; every other template item is inherited; keys
 * that the template does not have are added. Pure; the output is in the facet's fixed order, whatever the input's is.
 */
export function merge<Spec extends object>(
  facet: Pick<Facet<Spec>, 'key' | 'order_columns'>,
  template: readonly Spec[],
  overrides: readonly Override<Spec>[],
): Merged<Spec> {
  const overridden = new Set(overrides.map(({ value }) => facet.key(value)));
  const set = overrides.filter(({ removed }) => !removed).map(({ value }) => value);
  const replaced = new Set(set.map((value) => facet.key(value)));
  const inherited = template.filter((value) => !overridden.has(facet.key(value)));
  const removed = template.filter((value) => overridden.has(facet.key(value)) && !replaced.has(facet.key(value)));
  const own = new Set<Spec>(set);
  const items = inFixedOrder(facet, [...inherited, ...set]);
  return {
    items: items.map((value) => ({ value, source: own.has(value) ? 'override' : 'template' })),
    removed: inFixedOrder(facet, removed),
  };
}
