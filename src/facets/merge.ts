import type { Facet } from './facet.js';
import { inFixedOrder } from './order.js';

/** An override as the merge sees it: a value, and whether it removes. */
export interface Override<Spec> {
  value: Spec;
  removed: boolean;
}

/** One item of the result, where it comes from, and what it hides. */
export interface MergedItem<Spec, By extends Override<Spec> = Override<Spec>> {
  value: Spec;
  source: 'template' | 'override';
  /** The override that put it there; undefined for an inherited item. */
  override: By | undefined;
  /** The template's items that it stands for. */
  shadows: Spec[];
}

export interface Merged<Spec, By extends Override<Spec> = Override<Spec>> {
  items: MergedItem<Spec, By>[];
  /** The template's items that a removal took away, and that removal. */
  removed: { value: Spec; override: By }[];
}

/**
 * The one rule by which a template and its overrides combine. For every identity key that is overridden, the override
 * rows replace all template items with that key, a removal with nothing; every other template item is inherited; keys
 * that the template does not have are added. Pure; the output is in the facet's fixed order, whatever the input's is.
 */
export function merge<Spec extends object, By extends Override<Spec> = Override<Spec>>(
  facet: Pick<Facet<Spec>, 'key' | 'order_columns'>,
  template: readonly Spec[],
  overrides: readonly By[],
): Merged<Spec, By> {
  if (overrides.length === 0) return { items: inFixedOrder(facet, template).map(inherited), removed: [] };
  const ofKey = byKey(facet, template);
  const set = new Map(overrides.filter(({ removed }) => !removed).map((override) => [override.value, override]));
  const removals = new Map(overrides.map((override) => [facet.key(override.value), override]));
  const replaced = new Set([...set.keys()].map((value) => facet.key(value)));
  const kept = template.filter((value) => !removals.has(facet.key(value)));
  const items = inFixedOrder(facet, [...kept, ...set.keys()]).map((value): MergedItem<Spec, By> => {
    const override = set.get(value);
    return override
      ? { value, source: 'override', override, shadows: inFixedOrder(facet, ofKey.get(facet.key(value)) ?? []) }
      : inherited(value);
  });
  const removed = inFixedOrder(facet, template).flatMap((value) => {
    const override = removals.get(facet.key(value));
    return override && !replaced.has(facet.key(value)) ? [{ value, override }] : [];
  });
  return { items, removed };
}

function inherited<Spec>(value: Spec): MergedItem<Spec, never> {
  return { value, source: 'template', override: undefined, shadows: [] };
}

/** The items of each key, in the order given. */
export function byKey<Spec extends object>(
  facet: Pick<Facet<Spec>, 'key'>,
  items: readonly Spec[],
): Map<string, Spec[]> {
  const groups = new Map<string, Spec[]>();
  for (const item of items) {
    const key = facet.key(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
