import type { EffectiveInstance } from '../../effective/effective.service.js';
import type { Facet } from '../../facets/facet.js';
import { shownValues } from '../../facets/item-values.js';
import { FACETS } from '../../facets/facets.js';
import type { Items } from './wanted.js';

/** What is in effect of an instance now, as the values of each facet; identity labels are no part of it. */
export function currentItems(config: EffectiveInstance): Items {
  return {
    ports: specsOf(FACETS.ports, config.ports),
    volumes: specsOf(FACETS.volumes, config.volumes),
    env_vars: specsOf(FACETS.env_vars, config.env_vars),
    labels: specsOf(FACETS.labels, config.labels),
    domains: specsOf(FACETS.domains, config.domains),
    healthcheck: specsOf(FACETS.healthcheck, config.healthcheck ? [config.healthcheck] : []),
    config_files: specsOf(FACETS.config_files, config.config_files),
  };
}

function specsOf<Spec extends object>(facet: Facet<Spec>, items: readonly Spec[]): Spec[] {
  return items
    .filter((item) => Reflect.get(item, facet.source_key) !== 'system')
    .map((item) => Object.assign(new facet.spec(), shownValues(facet, item)));
}
