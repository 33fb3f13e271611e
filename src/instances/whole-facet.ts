import type { Facet, SpecValues } from '../facets/facet.js';
import { isSingle } from '../facets/facet.js';
import type { FacetName } from '../facets/facets.js';
import { generatedKeys } from '../facets/sealing.js';
import { storedValues } from '../facets/item-values.js';
import { minimalOverrides } from '../facets/minimal-overrides.js';
import type { HostAccess } from '../host-access/host-access.service.js';
import type { LockedInstance } from '../model/lookup.js';
import type { Secrets } from '../secrets/secrets.service.js';
import { demandDistinct, type OverrideValues, parseOverrides, parseWanted, pointerOf } from './override-input.js';
import { admitRows, mayRefuse } from './admit-rows.js';
import { type FacetSides, fillRemovals } from './override-removals.js';
import { demandSaid, ownRows, sealRows } from './override-sides.js';

/** A whole-facet write: override rows, or the items that should be in effect. */
export interface FacetWrite {
  facet: FacetName;
  items: object[];
  as: 'overrides' | 'effective';
}

/** Such a write, checked. */
export interface CheckedWrite {
  as: FacetWrite['as'];
  rows: OverrideValues[];
}

/** Checks the body of a whole-facet write; InvalidInput names every wrong field. */
export function checkWrite(facet: Facet, body: unknown, as: FacetWrite['as']): CheckedWrite {
  if (as === 'overrides') return { as, rows: parseOverrides(facet, body) };
  return { as, rows: parseWanted(facet, body) };
}

/** The items as the body that says them. */
export function bodyOf(facet: Facet, items: object[]): object {
  return { [facet.name]: isSingle(facet) ? (items[0] ?? null) : items };
}

/** Whether the rows are stored as they are given, whatever the template and the instance have. */
export function isSelfContained({ access }: Guards, facet: Facet, { as, rows }: CheckedWrite): boolean {
  const alone = as === 'overrides' && !facet.sealing && !rows.some(({ removed, said }) => removed || said);
  return alone && !mayRefuse(access, facet, rows);
}

/** What every write of overrides passes: what seals its secrets, and what watches over the host. */
export interface Guards {
  secrets: Secrets;
  access: HostAccess;
}

/**
 * The rows to store: secrets sealed for the instance, removals filled with what they remove, and what was generated for the
 * instance and is not named; of what should be in effect
 * the smallest set of overrides that gives it. Impossible where they add what reaches the host, and that is refused. Pure
 * but for the keys.
 */
export function rowsToStore(
  { secrets, access }: Guards,
  facet: Facet,
  instance: LockedInstance,
  sides: FacetSides,
  { as, rows }: CheckedWrite,
): OverrideValues[] {
  demandSaid(facet, sides, rows);
  admitRows(access, facet, sides, rows, (index) => pointerOf(facet, index));
  const sealed = sealRows(secrets, facet, instance, sides, rows, (index) => pointerOf(facet, index));
  const wanted =
    as === 'overrides'
      ? [...fillRemovals(facet, sides, sealed), ...keptSecrets(facet, sides, sealed)]
      : smallest(facet, sides, sealed);
  return ownRows(secrets, facet, instance, sides, wanted);
}

/** Nobody wrote what was generated, so nobody takes it away by leaving it out. */
function keptSecrets(facet: Facet, { template, overrides }: FacetSides, rows: OverrideValues[]): OverrideValues[] {
  const named = new Set(rows.map(({ values }) => facet.key(values)));
  const generated = generatedKeys(facet, template);
  const kept = overrides.filter((row) => {
    const key = facet.key(row);
    return generated.has(key) && !named.has(key) && !row.removed && typeof row.sealed_value === 'string';
  });
  return kept.map((row) => ({ values: storedValues(facet, row), removed: false }));
}

function smallest(
  facet: Facet,
  { template, overrides: current }: FacetSides,
  wanted: OverrideValues[],
): OverrideValues[] {
  const overrides = minimalOverrides<SpecValues>(
    facet,
    template.map((row) => storedValues(facet, row)),
    wanted.map(({ values }) => values),
    current.filter(({ removed }) => !removed).map((row) => storedValues(facet, row)),
  );
  const rows = overrides.map(({ value, removed }) => ({ values: value, removed }));
  demandDistinct(facet, rows, `/${facet.name}`);
  return rows;
}
