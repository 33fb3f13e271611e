import type { Facet } from '../facets/facet.js';
import { type HostAccess, placeIn } from '../host-access/host-access.service.js';
import type { OverrideValues } from './override-input.js';
import type { FacetSides } from './override-removals.js';

/** Whether rows may be refused, so that they have to be held against what is there. */
export function mayRefuse(access: HostAccess, facet: Facet, rows: readonly OverrideValues[]): boolean {
  return access.mayRefuse({ [facet.name]: setBy(rows).map(({ values }) => values) });
}

/**
 * Impossible where rows add something that reaches the host, and that is refused; what the template or the instance has
 * already may stay.
 * @param pointer the place of a row in the caller's input
 */
export function admitRows(
  access: HostAccess,
  facet: Facet,
  { template, overrides }: FacetSides,
  rows: readonly OverrideValues[],
  pointer: (index: number) => string,
): void {
  const set = setBy(rows);
  const given = { [facet.name]: set.map(({ values }) => values) };
  access.demand(given, [{ [facet.name]: [...template, ...overrides] }], (hazard) =>
    placeIn(pointer(set[hazard.index]?.index ?? 0), hazard),
  );
}

/** A removal reaches nothing. */
function setBy(rows: readonly OverrideValues[]) {
  return rows.flatMap(({ values, removed }, index) => (removed ? [] : [{ values, index }]));
}
