import { configFiles } from './config-files.js';
import { domains } from './domains.js';
import { envVars } from './env-vars.js';
import type { Facet } from './facet.js';
import { healthcheck } from './healthcheck.js';
import { labels } from './labels.js';
import { ports } from './ports.js';
import { volumes } from './volumes.js';

/** The seven facets, in the order of every list. All generic code is driven by this object. */
export const FACETS = {
  ports,
  volumes,
  env_vars: envVars,
  labels,
  domains,
  healthcheck,
  config_files: configFiles,
} as const;

export type FacetName = keyof typeof FACETS;

/** The pure value of one item of a facet. */
export type FacetSpec<Name extends FacetName> = InstanceType<(typeof FACETS)[Name]['spec']>;

/** One thing per facet, of a type that may depend on the facet. */
export const FACET_NAMES = Object.keys(FACETS) as FacetName[];

/** The relations that an owner of facet rows has: one array per facet, so that an eighth facet fails to compile without. */
export type FacetRows<Side extends 'template_row' | 'instance_row'> = {
  [Name in FacetName]: InstanceType<(typeof FACETS)[Name][Side]>[];
};

/** The facet of a name, as generic code sees it. */
export function facetOf(name: FacetName): Facet {
  return FACETS[name];
}

/** One value per facet, computed by the same function. */
export function perFacet<Value>(compute: (facet: Facet, name: FacetName) => Value): Record<FacetName, Value> {
  const values: Partial<Record<FacetName, Value>> = {};
  for (const name of FACET_NAMES) values[name] = compute(facetOf(name), name);
  return values as Record<FacetName, Value>;
}
