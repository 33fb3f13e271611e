import type { Facet, SpecValues } from '../facets/facet.js';
import { shownValues } from '../facets/item-values.js';
import { facetItems, type FacetName, perFacet } from '../facets/facets.js';
import { merge, type Merged, type MergedItem, type Override } from '../facets/merge.js';
import { inFixedOrder } from '../facets/order.js';
import type { Binding, ResolvedLink } from '../references/links.js';
import type { DependencyDefinition } from '../model/template-definition.js';
import type { EffectiveConfig } from './dto/effective-answers.js';
import type { Source } from './dto/item-sources.js';
import type { RemovedItems } from './dto/removed-answers.js';
import { effectiveSettings, isOwnSetting, type OwnSettings } from '../settings/removed-settings.js';
import { perSetting, SETTING_NAMES, type Settings, type TemplateSettings } from '../settings/settings.js';

/** An item's value columns and, under the facet's `source_key`, where it comes from; with a trace where it is explained. */
export type EffectiveItem = Record<string, SpecValues[string] | SpecValues[] | undefined>;

/** An override as it is stored; `updated_at` says when it last changed. */
export type StoredOverride = SpecValues & { removed: boolean; updated_at?: string };

/** What the computation needs to know; everything has been read. */
export interface EffectiveInput {
  id: number;
  instance_id: string;
  stack_id: number;
  stack_name: string;
  template_name: string;
  container_name: string;
  enabled: boolean;
  template_settings: TemplateSettings;
  instance_settings: OwnSettings;
  template: (name: FacetName) => SpecValues[];
  overrides: (name: FacetName) => StoredOverride[];
  /** What the template provides, its own name included, and to what the links of the instance are bound. */
  provides: string[];
  bindings: Binding[];
  dependencies: ResolvedLink<DependencyDefinition>[];
}

/** The labels by which whatever runs is recognised as ours. They are added last and always win. */
export function identityLabels(input: EffectiveInput): Record<string, string> {
  return {
    'devarch.stack': input.stack_name,
    'devarch.stack_id': String(input.stack_id),
    'devarch.instance': input.instance_id,
    'devarch.instance_id': String(input.id),
    'devarch.template': input.template_name,
    'devarch.managed_by': 'devarch',
  };
}

/**
 * Template and overrides combined: settings, every facet, what was removed, and where everything comes from. Pure.
 * @param explain adds to what an override set or removed the template's values and when the override last changed
 */
export function effectiveConfig(input: EffectiveInput, explain = false): EffectiveConfig {
  const merged = perFacet((facet, name) => mergeFacet(facet, input.template(name), input.overrides(name)));
  const lists = perFacet((facet, name) => merged[name].items.map((item) => showItem(facet, item, explain)));
  const shown = { ...lists, labels: withIdentity(lists.labels, identityLabels(input)) };
  const { instance_id, stack_name, template_name, container_name, enabled, dependencies } = input;
  return {
    ...{ instance_id, stack_name, template_name, container_name, enabled },
    ...effectiveSettings(input.template_settings, input.instance_settings),
    settings_source: settingsSource(input.instance_settings),
    ...(explain && { settings_shadowed: settingsShadowed(input) }),
    ...facetItems<Pick<EffectiveConfig, FacetName>>((_, name) => shown[name]),
    dependencies,
    removed: facetItems<RemovedItems>((_, name) => merged[name].removed.map((item) => showRemoved(item, explain))),
    overrides_applied: perFacet((_, name) => input.overrides(name).length > 0),
  };
}

/** The same instance as if it overrode nothing. */
export function withoutOverrides(input: EffectiveInput): EffectiveInput {
  return { ...input, instance_settings: perSetting(() => null), overrides: () => [] };
}

/** The values in effect of one facet, without where they come from and without identity labels. */
export function effectiveValues(input: EffectiveInput, facet: Facet, name: FacetName): SpecValues[] {
  return mergeFacet(facet, input.template(name), input.overrides(name)).items.map(({ value }) => value);
}

/** Where each setting comes from. */
function settingsSource(instance: OwnSettings) {
  return perSetting((name): Source => (isOwnSetting(instance, name) ? 'override' : 'template'));
}

/** The template's value of each setting that the instance overrides. */
function settingsShadowed({ template_settings, instance_settings }: EffectiveInput): Partial<Settings> {
  const overridden = SETTING_NAMES.filter((name) => isOwnSetting(instance_settings, name));
  return Object.fromEntries(overridden.map((name) => [name, template_settings[name]]));
}

type Trace = Override<SpecValues> & { changed_at: string | undefined };

function mergeFacet(facet: Facet, template: SpecValues[], overrides: StoredOverride[]): Merged<SpecValues, Trace> {
  const bare = (row: SpecValues) => shownValues(facet, row);
  const traced = overrides.map((row) => ({ value: bare(row), removed: row.removed, changed_at: row.updated_at }));
  return merge<SpecValues, Trace>(facet, template.map(bare), traced);
}

function showItem(facet: Facet, item: MergedItem<SpecValues, Trace>, explain: boolean): EffectiveItem {
  const { value, source, override, shadows } = item;
  const trace = explain && override ? { shadows, changed_at: override.changed_at } : {};
  return { ...value, [facet.source_key]: source, ...trace };
}

function showRemoved({ value, override }: { value: SpecValues; override: Trace }, explain: boolean): EffectiveItem {
  return explain ? { ...value, changed_at: override.changed_at } : value;
}

function withIdentity(labels: EffectiveItem[], identity: Record<string, string>): EffectiveItem[] {
  const own = Object.entries(identity).map(([key, value]): EffectiveItem => ({ key, value, source: 'system' }));
  const others = labels.filter(({ key }) => !Object.hasOwn(identity, String(key)));
  return inFixedOrder({ order_columns: ['key'] }, [...others, ...own]);
}
