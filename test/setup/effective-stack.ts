import { isObject } from '../../src/common/fields.js';
import { effectiveConfig, type StoredOverride } from '../../src/effective/effective-config.js';
import type { EffectiveStack } from '../../src/effective/effective.service.js';
import type { SpecValues } from '../../src/facets/facet.js';
import { FACET_NAMES, facetOf } from '../../src/facets/facets.js';
import { containerName, networkName } from '../../src/model/names.js';
import { provided } from '../../src/model/provides.js';
import { type Binding, linksAmong } from '../../src/references/links.js';
import { perSetting } from '../../src/settings/settings.js';
import type { DependencyDefinition } from '../../src/model/template-definition.js';

/** A dependency by what it needs; the link is the name of that by default. */
export type DependencySketch = Pick<DependencyDefinition, 'service'> & Partial<DependencyDefinition>;

/** Items by facet; what is left out of one is as the facet has it by default. Options may be a map of their values. */
type Items = Record<string, unknown>;

/** A template in a few words: settings and facets by name; an image is all that it needs. */
export type TemplateSketch = Items & {
  dependencies?: DependencySketch[];
  provides?: string[];
};

/** An instance by what it overrides. */
export type InstanceSketch = Items & {
  instance_id: string;
  template: string;
  enabled?: boolean;
  bindings?: Binding[];
};

export interface StackSketch {
  name?: string;
  templates: Record<string, TemplateSketch>;
  instances: InstanceSketch[];
  variables?: EffectiveStack['variables'];
}

/** The effective configs of a stack without a database, as the service reads them. */
export function effectiveStack({ name = 'shop', templates, instances, variables = [] }: StackSketch): EffectiveStack {
  const providesOf = (template: string) => provided(template, templates[template]?.provides ?? []);
  const links = linksAmong(
    instances
      .filter(({ enabled = true }) => enabled)
      .map(({ instance_id, template }) => ({ instance_id, provides: providesOf(template) })),
  );
  const configs = instances.map((instance, index) => {
    const template = templates[instance.template] ?? {};
    const input = {
      id: index + 1,
      instance_id: instance.instance_id,
      stack_id: 1,
      stack_name: name,
      template_name: instance.template,
      container_name: containerName(name, instance.instance_id),
      enabled: instance.enabled ?? true,
      template_settings: { ...settingsOf(template), ...defaultsOf(template, instance.template) },
      instance_settings: settingsOf(instance),
      template: (facet: string) => itemsOf(template, facet),
      overrides: (facet: string) => itemsOf(instance, facet),
      provides: providesOf(instance.template),
      bindings: instance.bindings ?? [],
      dependencies: links({
        instance_id: instance.instance_id,
        bindings: instance.bindings ?? [],
        dependencies: (template.dependencies ?? []).map(dependency),
      }),
    };
    const { id, provides, bindings } = input;
    return { ...effectiveConfig(input), id, provides, bindings };
  });
  return { id: 1, name, network_name: networkName(name), instances: configs, variables };
}

export function dependency({ service, ...said }: DependencySketch): DependencyDefinition {
  return { link: service, service, condition: 'service_started', required: true, ...said };
}

function settingsOf(sketch: Items) {
  return perSetting((name) => (typeof sketch[name] === 'string' ? sketch[name] : null));
}

function defaultsOf(template: TemplateSketch, name: string) {
  const text = (value: unknown, fallback: string) => (typeof value === 'string' ? value : fallback);
  return {
    image_name: text(template.image_name, name),
    image_tag: text(template.image_tag, '1'),
    restart_policy: text(template.restart_policy, 'unless-stopped'),
  };
}

function itemsOf(sketch: Items, name: string): (SpecValues & StoredOverride)[] {
  const facet = facetOf(FACET_NAMES.find((each) => each === name) ?? 'ports');
  const given: unknown = sketch[name] ?? [];
  const items: object[] = name === 'options' && isObject(given) ? optionItems(given) : [given].flat().map(Object);
  return items.map((item) => Object.assign(new facet.spec(), { removed: false }, item));
}

function optionItems(keys: Record<string, unknown>): object[] {
  return Object.entries(keys).map(([key, value]) => ({ key, value }));
}
