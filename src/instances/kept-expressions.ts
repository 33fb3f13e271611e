import type { Facet, SpecValues } from '../facets/facet.js';
import type { OverrideValues } from './override-input.js';
import { type FacetSides, itemsInEffect } from './override-removals.js';

/** Whether a facet has values in effect that refer to others. */
export function refersAnywhere({ refers }: Facet, { template, overrides }: FacetSides): boolean {
  return refers !== undefined && [...template, ...overrides].some((row) => String(row[refers.column]).includes('${{'));
}

/**
 * The wanted items, with the stored expression for each that is wanted just as it is shown: what it refers to is not made a
 * copy of. Pure.
 * @param shown the items in effect as answers show them
 */
export function withExpressions(
  facet: Facet,
  sides: FacetSides,
  shown: readonly SpecValues[],
  wanted: readonly OverrideValues[],
): OverrideValues[] {
  const { refers, sealing } = facet;
  if (!refers) return [...wanted];
  const referring = new Map(
    shown.filter(({ expression }) => typeof expression === 'string').map((item) => [facet.key(item), item]),
  );
  const stored = itemsInEffect(facet, sides);
  return wanted.map((row) => {
    const item = referring.get(facet.key(row.values));
    if (!item || item.expression === undefined || item[refers.column] !== row.values[refers.column]) return row;
    const values = { ...row.values, [refers.column]: item.expression };
    const now = stored.get(facet.key(values));
    const { said: _, ...rest } = row;
    return { ...rest, values: sealing && now ? { ...values, [sealing.flag]: now[sealing.flag] ?? false } : values };
  });
}
