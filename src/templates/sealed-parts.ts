import type { EntityManager } from 'typeorm';
import type { SpecValues } from '../facets/facet.js';
import type { ItemKind } from '../facets/item-kind.js';
import { givenValues, storedValues } from '../facets/item-values.js';
import { generating } from '../facets/sealing.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { listOwned } from '../model/owned-rows.query.js';
import type { Secrets } from '../secrets/secrets.service.js';
import type { StoredParts } from './template-contents.js';
import type { TemplateParts } from './template-parts.js';

/** The parts with every item as its template stores it: one more read per facet that is given and holds secrets. */
export async function sealParts(tx: EntityManager, secrets: Secrets, all: StoredParts[]): Promise<StoredParts[]> {
  let sealed = all;
  for (const name of FACET_NAMES.filter((candidate) => facetOf(candidate).sealing !== undefined)) {
    const ids = sealed.flatMap(({ id, parts: { facets } }) => (facets[name] ? [id] : []));
    if (ids.length === 0) continue;
    const now = await listOwned(tx, { entity: facetOf(name).template_row, owner: 'service_id' }, ids);
    sealed = sealed.map(({ id, parts }) => ({ id, parts: sealFacet(secrets, name, id, parts, now.get(id) ?? []) }));
  }
  return sealed;
}

function sealFacet(secrets: Secrets, name: FacetName, id: number, parts: TemplateParts, now: SpecValues[]) {
  const facet = facetOf(name);
  const stored = new Map(now.map((row) => [facet.key(row), row]));
  const items = parts.facets[name]?.map((item, index) => {
    const pointer = `${parts.pointer}/${name}/${index}`;
    const written = { facet, owner: { kind: 'service', id } as const, current: stored.get.bind(stored), pointer };
    return secrets.seal(written, withRecipe(facet.of_template, item, stored.get(facet.key(item))));
  });
  return items ? { ...parts, facets: { ...parts.facets, [name]: items } } : parts;
}

/** What is generated for each instance has no value here; it stays so where neither that nor a value is given. */
function withRecipe(kind: ItemKind, item: object, now: SpecValues | undefined): SpecValues {
  const values = givenValues(kind, item);
  const sealing = generating(kind);
  if (!sealing) return values;
  const { generate, flag, value } = sealing;
  const unsaid =
    Reflect.get(item, generate) === undefined && (values[value] ?? null) === null && values[flag] !== false;
  const recipe = unsaid ? (now?.[generate] ?? null) : (values[generate] ?? null);
  return recipe === null ? values : { ...values, [generate]: recipe, [flag]: true, [value]: null };
}

/** Sealed parts with every item as an answer would show it. */
export function maskParts(secrets: Secrets, parts: TemplateParts): TemplateParts {
  const shown = FACET_NAMES.flatMap((name) => {
    const facet = facetOf(name);
    const items = parts.facets[name];
    return items
      ? [[name, items.map((item) => secrets.mask(facet.of_template, storedValues(facet.of_template, item)))]]
      : [];
  });
  return { ...parts, facets: Object.fromEntries(shown) };
}
