import type { EntityManager } from 'typeorm';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { generating } from '../facets/sealing.js';
import { type NewSealedForm, updateSealedForms } from '../model/sealed-forms.queries.js';
import type { Owner, Secrets } from '../secrets/secrets.service.js';
import { copyInstances, type CopyInstances, insertGenerated, listGenerated, type SealedCopy } from './copy.queries.js';
import type { CopyOptions } from '../http/copy-options.js';
import { freshValues } from './fresh-secrets.js';

/**
 * Copies live instances with all overrides, secrets sealed anew for their copies, or made anew where their templates
 * generate them and that is asked for. Returns how many were copied.
 */
export async function copyWithSecrets(
  tx: EntityManager,
  secrets: Secrets,
  copy: CopyInstances,
  options: CopyOptions,
): Promise<number> {
  const { instances, sealed } = await copyInstances(tx, copy);
  for (const name of FACET_NAMES) {
    const fresh = options.secrets === 'regenerate' ? await regenerate(tx, secrets, name, copy) : [];
    const made = new Set(fresh.map(({ id }) => id));
    const kept = (sealed[name] ?? []).filter(({ id }) => !made.has(id)).map((row) => moveCopy(secrets, name, row));
    const { tableName } = tx.dataSource.getMetadata(facetOf(name).instance_row);
    await updateSealedForms(tx, tableName, facetOf(name), [...kept, ...fresh]);
  }
  return instances;
}

/** The fresh values of copied rows; a copy that has no row of such an item gets one. */
async function regenerate(
  tx: EntityManager,
  secrets: Secrets,
  name: FacetName,
  copy: CopyInstances,
): Promise<NewSealedForm[]> {
  const facet = facetOf(name);
  if (!generating(facet)) return [];
  const rows = (await listGenerated(tx, facet, copy)).map(({ recipe, to_id, ...row }) => {
    const written = { facet, owner: ownerOf(to_id), current: () => undefined, pointer: '' };
    return { ...row, to_id, after: secrets.seal(written, freshValues(facet, recipe)) };
  });
  await insertGenerated(
    tx,
    facet,
    rows.flatMap(({ id, to_id, after }) => (id === null ? [{ ...after, instance_id: to_id }] : [])),
  );
  return rows.flatMap(({ id, before, after }) => (id === null ? [] : [{ id, before, after }]));
}

function moveCopy(secrets: Secrets, name: FacetName, row: SealedCopy): NewSealedForm {
  const after = secrets.move(facetOf(name), ownerOf(row.from_id), ownerOf(row.to_id), row);
  return { id: row.id, before: row.sealed_value, after };
}

function ownerOf(id: number): Owner {
  return { kind: 'instance', id };
}
