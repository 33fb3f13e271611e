import type { EffectiveInstance } from '../../effective/effective.service.js';
import { sameItems } from '../../facets/compare.js';
import type { SpecValues } from '../../facets/facet.js';
import { FACET_NAMES, type FacetMap, facetOf, perFacet } from '../../facets/facets.js';
import { shownValues } from '../../facets/item-values.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import { effectiveSettings, givenSettings, type OwnSettings, takenSettings } from '../../settings/removed-settings.js';
import { perSetting, SETTING_NAMES } from '../../settings/settings.js';
import type { Mask } from '../file-secrets.js';
import type { FacetWrite, InstancePlan } from '../instance-plan.js';
import { claimOf, instanceParts, sealedKeys, SETTINGS_PART, VALUES_PART, valuesPart } from '../merge/instance-parts.js';
import { type MergePolicy, mergeOwner, type Parts, rememberNew, takenKeys } from '../merge/merge-owner.js';
import { asItem, rowsAfter, shownAs } from '../merge/rows-after.js';
import type { RememberedParts } from '../merge/stack-base.js';
import { ownOf } from '../merge/file-parts.js';
import type { StoredInstance } from '../stored-stack.query.js';
import { currentItems, type Items, templateItems } from './current-items.js';
import type { Wanted } from './wanted.js';

export type Writes = Pick<InstancePlan, 'values' | 'writes' | 'outcomes' | 'parts'>;

/** What a service comes to, what it says whatever is there, and what is in effect of its instance. */
export interface Comparison extends Pick<Wanted, 'items' | 'settings'> {
  template: TemplateDefinition;
  said: Pick<Wanted, 'items' | 'settings'>;
  now: Items;
  enabled: boolean;
}

/** All that the file says of an instance that is to be made. Pure. */
export function newWrites({ template, items, settings, said, now, enabled }: Comparison, mask: Mask): Writes {
  const others = valuesPart({ description: '', enabled });
  const parts = (of: Pick<Wanted, 'items' | 'settings'>) =>
    new Map([...partsOf(of, template, mask), [VALUES_PART, others]]);
  const remembered = rememberNew(parts({ items, settings }), parts(said));
  const values = { enabled, ...givenSettings(settings) };
  return { values, writes: writesOf(items, now, mask), outcomes: [], parts: remembered };
}

/** How an instance that is there was brought about, and how to merge. */
export interface MergeContext {
  /** Undefined where that is not known. */
  base: RememberedParts | undefined;
  policy: MergePolicy;
  mask: Mask;
}

/**
 * What the file says of an instance that is there, merged with what is there. Whether that is enabled is no matter of a Compose
 * file. Pure.
 */
export function mergedWrites(comparison: Comparison, stored: StoredInstance, context: MergeContext): Writes {
  const { template, now, items, settings, said } = comparison;
  const { base, policy, mask } = context;
  const sides = {
    mine: partsOf({ items: now, settings: ownOf(stored) }, template, mask),
    theirs: partsOf({ items, settings }, template, mask),
    said: partsOf(said, template, mask),
  };
  const owner = { base, ...sides, sealed: sealedKeys(stored.overrides), claim: claimOf };
  const { outcomes, parts } = mergeOwner(owner, policy);
  const changed = SETTING_NAMES.filter((name) => takenKeys(outcomes, SETTINGS_PART).has(name));
  const values = takenSettings(changed, settings, stored.removed_settings);
  const writes = FACET_NAMES.flatMap((name): FacetWrite[] => {
    const keys = takenKeys(outcomes, name);
    const rows = { wanted: items[name], template: templateItems(template)[name], stored: stored.overrides[name] };
    return keys.size === 0 ? [] : [{ facet: name, items: rowsAfter(facetOf(name), keys, rows, mask), as: 'overrides' }];
  });
  return { values, writes, outcomes, parts };
}

/** What is in effect of an instance, part by part. Pure. */
export function partsInEffect(instance: EffectiveInstance, description: string, mask: Mask): Parts {
  const parts = instanceParts(
    shownItems(currentItems(instance), mask),
    perSetting((name) => instance[name]),
  );
  return new Map([...parts, [VALUES_PART, valuesPart({ ...instance, description })]]);
}

function partsOf(
  { items, settings }: { items: Items; settings: OwnSettings },
  template: TemplateDefinition,
  mask: Mask,
) {
  return instanceParts(shownItems(items, mask), effectiveSettings(template, settings));
}

/** The items of each facet as they are or would be shown. */
function shownItems(items: Items, mask: Mask): FacetMap<SpecValues[]> {
  return perFacet((facet, name) => items[name].map((item) => shownAs(facet, item, mask)));
}

/** The facets in which what should be in effect of a new instance differs from its template. */
function writesOf(wanted: Items, now: Items, mask: Mask): FacetWrite[] {
  const shown = shownItems(wanted, mask);
  return FACET_NAMES.flatMap((name): FacetWrite[] => {
    const facet = facetOf(name);
    const has = now[name].map((item) => shownValues(facet, item));
    if (sameItems(facet, has, shown[name])) return [];
    return [{ facet: name, items: wanted[name].map((item) => asItem(facet, item)), as: 'effective' }];
  });
}
