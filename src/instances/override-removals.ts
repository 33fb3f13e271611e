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

/**
 * Gives each removal the values that it removes: the template's, or those of the same removal as stored, whose template
 * item may be gone. Impossible, naming the nearest keys, where there is nothing to remove. Pure.
 */
export function fillRemovals(facet: Facet, sides: FacetSides, rows: OverrideValues[]): OverrideValues[] {
  return rows.map((row) => (row.removed ? fillRemoval(facet, sides, facet.key(row.values)) : row));
}

/** The item of a key that is in effect: what the instance sets, else what the template has or a removal remembers. */
export function itemInEffect(facet: Facet, { template, overrides }: FacetSides, key: string): SpecValues | undefined {
  const [set, removals] = [overrides.filter(({ removed }) => !removed), overrides.filter(({ removed }) => removed)];
  return [...set, ...template, ...removals].find((row) => facet.key(row) === key);
}

export function fillRemoval(facet: Facet, { template, overrides }: FacetSides, key: string): OverrideValues {
  const sources = [...template, ...overrides.filter(({ removed }) => removed)];
  const source = sources.find((candidate) => facet.key(candidate) === key);
  if (!source) throw nothingToRemove(facet, key, template);
  return { values: storedValues(facet, source), removed: true };
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
