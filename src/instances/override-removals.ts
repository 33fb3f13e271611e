import { Impossible } from '../common/errors.js';
import { nearest } from '../common/nearest.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { storedValues } from '../facets/item-values.js';
import type { OverrideValues } from './override-input.js';

/** One facet of an instance as it is stored: the template's rows, and the overrides. */
export interface FacetSides {
  template: SpecValues[];
  overrides: (SpecValues & { removed: boolean })[];
}

/** Of an instance that has nothing, and whose template has nothing. */
export const NO_SIDES: FacetSides = { template: [], overrides: [] };

/** The item of each key that is in effect: what the instance sets, else what the template has or a removal remembers. */
export function itemsInEffect(facet: Facet, { template, overrides }: FacetSides): Map<string, SpecValues> {
  const set = overrides.filter(({ removed }) => !removed);
  return firstOfEachKey(facet, [...set, ...template, ...overrides]);
}

/**
 * Gives each removal the values that it removes: the template's, or those of the same removal as stored, whose template
 * item may be gone. Impossible, naming the nearest keys, where there is nothing to remove. Pure.
 */
export function fillRemovals(facet: Facet, sides: FacetSides, rows: OverrideValues[]): OverrideValues[] {
  if (!rows.some(({ removed }) => removed)) return rows;
  const removal = removals(facet, sides);
  return rows.map((row) => (row.removed ? removal(facet.key(row.values)) : row));
}

/** What removes the item of a key, for a facet of which both sides are known; Impossible as above. */
export function removals(facet: Facet, { template, overrides }: FacetSides): (key: string) => OverrideValues {
  const removable = firstOfEachKey(facet, [...template, ...overrides.filter(({ removed }) => removed)]);
  return (key) => {
    const item = removable.get(key);
    if (!item) throw nothingToRemove(facet, key, template);
    return { values: storedValues(facet, item), removed: true };
  };
}

function firstOfEachKey(facet: Facet, rows: SpecValues[]): Map<string, SpecValues> {
  return new Map(rows.toReversed().map((row) => [facet.key(row), row]));
}

function nothingToRemove(facet: Facet, key: string, template: object[]): Impossible {
  const keys = [...new Set(template.map((row) => facet.key(row)))];
  const near = nearest(key, keys);
  const hint =
    keys.length === 0
      ? 'it has none'
      : `${near.length > 0 ? 'nearest are' : 'it has'} ${(near.length > 0 ? near : keys.slice(0, 10)).join(', ')}`;
  return new Impossible(`The template has no ${facet.noun} "${key}" to remove; ${hint}.`);
}
