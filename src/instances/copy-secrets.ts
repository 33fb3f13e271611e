import type { EntityManager } from 'typeorm';
import { type FacetName, FACET_NAMES, facetOf } from '../facets/facets.js';
import { type NewSealedForm, updateSealedForms } from '../model/sealed-forms.queries.js';
import type { Owner, Secrets } from '../secrets/secrets.service.js';
import { copyInstances, type CopyInstances, type SealedCopy } from './copy.queries.js';

/** Copies live instances with all overrides, secrets sealed anew for their copies. Returns how many were copied. */
export async function copyWithSecrets(tx: EntityManager, secrets: Secrets, copy: CopyInstances): Promise<number> {
  const { instances, sealed } = await copyInstances(tx, copy);
  for (const name of FACET_NAMES) {
    const rows = (sealed[name] ?? []).map((row) => moveCopy(secrets, name, row));
    const { tableName } = tx.dataSource.getMetadata(facetOf(name).instance_row);
    await updateSealedForms(tx, tableName, facetOf(name), rows);
  }
  return instances;
}

function moveCopy(secrets: Secrets, name: FacetName, row: SealedCopy): NewSealedForm {
  const owner = (id: number): Owner => ({ kind: 'instance', id });
  const after = secrets.move(facetOf(name), owner(row.from_id), owner(row.to_id), row);
  return { id: row.id, before: row.sealed_value, after };
}
