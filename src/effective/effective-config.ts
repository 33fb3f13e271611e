import type { Facet, SpecValues } from '../facets/facet.js';
import { perFacet } from '../facets/facets.js';
import { merge } from '../facets/merge.js';
import { inFixedOrder } from '../facets/order.js';
import type { DependencyDefinition } from '../model/template-definition.js';
import { SETTING_NAMES, type Settings } from '../model/settings.js';

/** Where an item of the effective config comes from. */
export type Source = 'template' | 'override' | 'system';

/** An item's value columns and, under the facet's `source_key`, where it comes from. */
export type EffectiveItem = SpecValues;

/** What the computation needs to know; everything has been read. */
export interface EffectiveInput {
  id: number;
  instance_id: string;
  stack_id: number;
  stack_name: string;
  template_name: string;
  container_name: string;
  enabled: boolean;
  template_settings: Settings;
  instance_settings: Settings;
  template: (name: string) => SpecValues[];
  overrides: (name: string) => (SpecValues & { removed: boolean })[];
  dependencies: DependencyDefinition[];
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

/** Template and overrides combined: settings, the seven facets, what was removed, and where everything comes from. Pure. */
export function effectiveConfig(input: EffectiveInput) {
  const merged = perFacet((facet, name) => mergeFacet(facet, input.template(name), input.overrides(name)));
  const lists = perFacet((_, name) => merged[name].items);
  const removed = perFacet((_, name) => merged[name].removed);
  const { instance_id, stack_name, template_name, container_name, enabled, dependencies } = input;
  return {
    ...{ instance_id, stack_name, template_name, container_name, enabled },
    ...effectiveSettings(input.template_settings, input.instance_settings),
    ...lists,
    labels: withIdentity(lists.labels, identityLabels(input)),
    healthcheck: lists.healthcheck[0] ?? null,
    dependencies,
    removed: { ...removed, healthcheck: removed.healthcheck[0] ?? null },
    overrides_applied: perFacet((_, name) => input.overrides(name).length > 0),
  };
}

/** A value that is not null on the instance wins. */
export function effectiveSettings(template: Settings, instance: Settings): Settings {
  const pairs = SETTING_NAMES.map((name) => [name, instance[name] ?? template[name]] as const);
  return Object.assign({ ...template }, Object.fromEntries(pairs));
}

function mergeFacet(facet: Facet, template: SpecValues[], overrides: (SpecValues & { removed: boolean })[]) {
  const bare = (row: SpecValues): SpecValues =>
    Object.fromEntries(facet.columns.map((column) => [column, row[column] ?? null]));
  const set = overrides.map((row) => ({ value: bare(row), removed: row.removed }));
  const { items, removed } = merge<SpecValues>(facet, template.map(bare), set);
  return {
    items: items.map(({ value, source }): EffectiveItem => ({ ...value, [facet.source_key]: source })),
    removed,
  };
}

function withIdentity(labels: EffectiveItem[], identity: Record<string, string>): EffectiveItem[] {
  const own = Object.entries(identity).map(([key, value]): EffectiveItem => ({ key, value, source: 'system' }));
  const others = labels.filter(({ key }) => identity[String(key)] === undefined);
  return inFixedOrder({ order_columns: ['key'] }, [...others, ...own]);
}
