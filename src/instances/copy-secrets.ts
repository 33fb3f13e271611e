import type { EntityManager } from 'typeorm';
import { type FacetName, FACET_NAMES, facetOf } from '../facets/facets.js';
import type { Owner, Secrets } from '../secrets/secrets.service.js';
import { copyInstances, type CopyInstances, type SealedCopy, updateSealed } from './copy.queries.js';

/** Copies live instances with all overrides, secrets sealed anew for their copies. Returns how many were copied. */
export async function copyWithSecrets(tx: EntityManager, secrets: Secrets, copy: CopyInstances): Promise<number> {
  const { instances, sealed } = await copyInstances(tx, copy);
  for (const name of FACET_NAMES) {
    const rows = sealed[name] ?? [];
    if (rows.length > 0)
      await updateSealed(
        tx,
        name,
        rows.map((row) => moveCopy(secrets, name, row)),
      );
  }
  return instances;
}

function moveCopy(secrets: Secrets, name: FacetName, row: SealedCopy): SealedCopy {
  const owner = (id: number): Owner => ({ kind: 'instance', id });
  return { ...row, ...secrets.move(facetOf(name), owner(row.from_id), owner(row.to_id), row) };
}
