import type { EntityManager } from 'typeorm';
import type { SpecValues } from '../facets/facet.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { storedValues } from '../facets/item-values.js';
import { generatedKeys, generating } from '../facets/sealing.js';
import type { Secrets } from '../secrets/secrets.service.js';
import type { StoredParts } from './template-contents.js';
import { type Inherited, insertOverrides, listInherited } from './values-left.queries.js';

/**
 * Before templates give up values of theirs to have them generated from now on: every instance that inherits such a value
 * keeps it as its own, sealed for it, so that what runs goes on running.
 */
export async function leaveValues(tx: EntityManager, secrets: Secrets, all: StoredParts[]): Promise<void> {
  for (const name of FACET_NAMES.filter((each) => generating(facetOf(each)))) {
    const facet = facetOf(name);
    const left = new Map(all.map(({ id, parts }) => [id, generatedKeys(facet, parts.facets[name] ?? [])]));
    const templates = [...left].filter(([, keys]) => keys.size > 0).map(([id]) => id);
    if (templates.length === 0) continue;
    const inherited = await listInherited(tx, facet, templates);
    const rows = inherited.filter(({ service_id, row }) => left.get(service_id)?.has(facet.key(row)));
    if (rows.length > 0) await insertOverrides(tx, facet, rows.map(ownedBy));

    function ownedBy({ service_id, instance_id, row }: Inherited): SpecValues {
      const [from, to] = [
        { kind: 'service', id: service_id },
        { kind: 'instance', id: instance_id },
      ] as const;
      return { ...secrets.move(facet, from, to, storedValues(facet, row)), instance_id };
    }
  }
}
