import type { EntityManager } from 'typeorm';
import type { Facet, SpecValues } from '../facets/facet.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import type { LockedInstance } from '../model/lookup.js';
import type { Recipes } from '../model/recipes.query.js';
import type { Secrets } from '../secrets/secrets.service.js';
import { freshRows } from './fresh-secrets.js';
import type { OverrideValues } from './override-input.js';
import { NO_SIDES } from './override-removals.js';
import { sealRows } from './override-sides.js';
import { replaceOverrides } from './replace-overrides.queries.js';

/** Gives an instance that was reset what its template generates for a new one. */
export async function generateSecrets(
  tx: EntityManager,
  secrets: Secrets,
  instance: LockedInstance,
  recipes: Recipes,
): Promise<void> {
  for (const name of FACET_NAMES) {
    const rows = sealedFresh(secrets, facetOf(name), instance, recipes[name] ?? []);
    if (rows.length > 0) await replaceOverrides(tx, facetOf(name), instance.id, rows);
  }
}

/** Overrides with fresh values, sealed for the instance, for those items of a template that are generated. */
export function sealedFresh(
  secrets: Secrets,
  facet: Facet,
  instance: LockedInstance,
  template: readonly SpecValues[],
): OverrideValues[] {
  return sealRows(secrets, facet, instance, NO_SIDES, freshRows(facet, template), () => '');
}
