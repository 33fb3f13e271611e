import type { EffectiveInstance } from '../../effective/effective.service.js';
import { itemsOf, specsOf } from '../../facets/item-values.js';
import { type FacetName, FACETS, type FacetSpec } from '../../facets/facets.js';
import type { TemplateDefinition } from '../../model/template-definition.js';

/** Items of every facet, the healthcheck as a list like the others. */
export type Items = { [Name in FacetName]: FacetSpec<Name>[] };

/** What is in effect of an instance now, as the values of each facet; identity labels are no part of it. */
export function currentItems(config: EffectiveInstance): Items {
  return {
    ports: specsOf(FACETS.ports, config.ports),
    volumes: specsOf(FACETS.volumes, config.volumes),
    env_vars: specsOf(FACETS.env_vars, config.env_vars),
    labels: specsOf(
      FACETS.labels,
      config.labels.filter(({ source }) => source !== 'system'),
    ),
    domains: specsOf(FACETS.domains, config.domains),
    healthcheck: specsOf(FACETS.healthcheck, itemsOf(config.healthcheck)),
    config_files: specsOf(FACETS.config_files, config.config_files),
    options: specsOf(FACETS.options, config.options),
  };
}

/** The items of a template, or of anything else that has its facets. */
export function templateItems(template: Pick<TemplateDefinition, FacetName>): Items {
  return { ...template, healthcheck: itemsOf(template.healthcheck) };
}
