import type { EffectiveInput } from '../effective/effective.service.js';
import { sameItems } from '../facets/compare.js';
import type { SpecValues } from '../facets/facet.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { byKey } from '../facets/merge.js';
import { SETTING_NAMES } from '../settings/settings.js';

/** An override that does nothing: equal to the template (redundant), or a removal of what is gone anyway (orphaned). */
export interface OverrideFinding {
  stack: string;
  instance_id: string;
  /** A facet, or `settings`. */
  facet: FacetName | 'settings';
  /** Identity key of the item, or name of the setting. */
  key: string;
  kind: 'redundant' | 'orphaned';
  detail: string;
}

/**
 * The overrides of an instance that change nothing. An item that only the instance has is an addition, not an orphan:
 * dropping it would change what runs. Pure.
 */
export function findingsOf(input: EffectiveInput): OverrideFinding[] {
  const where = { stack: input.stack_name, instance_id: input.instance_id };
  const { template_settings, instance_settings } = input;
  const settings = SETTING_NAMES.filter(
    (name) => instance_settings[name] !== null && instance_settings[name] === template_settings[name],
  ).map((key) => ({ ...where, facet: 'settings' as const, key, kind: 'redundant' as const, detail: EQUAL }));
  const gone = (instance_settings.removed_settings ?? [])
    .filter((name) => template_settings[name] === null)
    .map((key) => ({ ...where, facet: 'settings' as const, key, kind: 'orphaned' as const, detail: GONE }));
  return [
    ...settings,
    ...gone,
    ...FACET_NAMES.flatMap((name) => facetFindings(input, name).map((found) => ({ ...where, ...found }))),
  ];
}

const EQUAL = 'The template has the same value.';
const GONE = 'The template has no such item any more, so there is nothing to remove.';

type Found = Omit<OverrideFinding, 'stack' | 'instance_id'>;

function facetFindings(input: EffectiveInput, name: FacetName): Found[] {
  const facet = facetOf(name);
  const template = byKey<SpecValues>(facet, input.template(name));
  return [...byKey<SpecValues>(facet, input.overrides(name))].flatMap(([key, rows]): Found[] => {
    const had = template.get(key) ?? [];
    const removes = rows.some((row) => row.removed === true);
    if (removes && had.length === 0) return [{ facet: name, key, kind: 'orphaned', detail: GONE }];
    if (!removes && sameItems(facet, had, rows) && !rows.some((row) => facet.isDecision(row)))
      return [{ facet: name, key, kind: 'redundant', detail: EQUAL }];
    return [];
  });
}
