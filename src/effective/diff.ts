import { compareItems, type ItemChanges } from '../facets/compare.js';
import type { SpecValues } from '../facets/facet.js';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../facets/facets.js';
import { SETTING_NAMES } from '../settings/settings.js';
import { effectiveSettings } from '../settings/removed-settings.js';
import { type EffectiveInput, effectiveValues } from './effective-config.js';

export interface SettingChange {
  name: string;
  before: string | null;
  after: string | null;
}

/** What is in effect here, seen from somewhere else: added, removed and changed items with both values. */
export interface EffectiveDiff {
  /** What it is seen from: `template {name}`, or `{stack}/{instance}`. */
  before: string;
  after: string;
  equal: boolean;
  settings: SettingChange[];
  facets: FacetMap<ItemChanges<SpecValues>>;
}

/** Compares two effective configs, identity labels aside. Pure. */
export function diffConfigs(before: EffectiveInput, after: EffectiveInput, name: string): EffectiveDiff {
  const [old, now] = [before, after].map((input) =>
    effectiveSettings(input.template_settings, input.instance_settings),
  );
  const settings = SETTING_NAMES.map((setting) => ({
    name: setting,
    before: old?.[setting] ?? null,
    after: now?.[setting] ?? null,
  })).filter((change) => change.before !== change.after);
  const facets = perFacet((facet, facet_name) =>
    compareItems<SpecValues>(
      facet,
      effectiveValues(before, facet, facet_name),
      effectiveValues(after, facet, facet_name),
    ),
  );
  const same = (changes: ItemChanges<SpecValues>) =>
    changes.added.length + changes.removed.length + changes.changed.length === 0;
  const equal = settings.length === 0 && FACET_NAMES.every((facet_name) => same(facets[facet_name]));
  return { before: name, after: `${after.stack_name}/${after.instance_id}`, equal, settings, facets };
}

/** The same as unified text: a section per facet that differs, a line per item and side. Empty where nothing differs. */
export function diffAsText({ before, after, equal, settings, facets }: EffectiveDiff): string {
  if (equal) return '';
  const lines = [`--- ${before}`, `+++ ${after}`];
  if (settings.length > 0) lines.push('@@ settings @@', ...settings.flatMap(settingLines));
  for (const name of FACET_NAMES) lines.push(...facetLines(name, facets[name]));
  return `${lines.join('\n')}\n`;
}

function settingLines({ name, before, after }: SettingChange): string[] {
  const line = (sign: string, value: string | null) => (value === null ? [] : [`${sign}${name}: ${value}`]);
  return [...line('-', before), ...line('+', after)];
}

function facetLines(name: FacetName, { added, removed, changed }: ItemChanges<SpecValues>): string[] {
  const facet = facetOf(name);
  const line = (sign: string) => (item: SpecValues) => `${sign}${facet.key(item)} ${JSON.stringify(item)}`;
  const sides = changed.flatMap((change) => [...change.before.map(line('-')), ...change.after.map(line('+'))]);
  const lines = [...removed.map(line('-')), ...sides, ...added.map(line('+'))];
  return lines.length > 0 ? [`@@ ${name} @@`, ...lines] : [];
}
