import { configFiles } from './config-files.js';
import { domains } from './domains.js';
import { envVars } from './env-vars.js';
import { type Facet, isSingle } from './facet.js';
import { healthcheck } from './healthcheck.js';
import { labels } from './labels.js';
import { options } from './options.js';
import { ports } from './ports.js';
import { volumes } from './volumes.js';

/** Every facet, in the order of every list. All generic code is driven by this object. */
export const FACETS = {
  ports,
  volumes,
  env_vars: envVars,
  labels,
  domains,
  healthcheck,
  config_files: configFiles,
  options,
} as const;

export type FacetName = keyof typeof FACETS;

/** The pure value of one item of a facet. */
export type FacetSpec<Name extends FacetName> = InstanceType<(typeof FACETS)[Name]['spec']>;

/** One thing per facet. What has an entry for each implements or satisfies this, so that one that is missing does not compile. */
export type FacetMap<Value = unknown> = Record<FacetName, Value>;

/** All items of one owner: a list, or one or null where an owner has at most one. */
export type FacetItems<
  Name extends FacetName,
  Item = FacetSpec<Name>,
> = (typeof FACETS)[Name]['key_columns'] extends readonly [] ? Item | null : Item[];

/** The items of every facet as pure values. */
export type FacetValues = { [Name in FacetName]: FacetItems<Name> };

export const FACET_NAMES = Object.keys(FACETS) as FacetName[];

/** The relations that an owner of facet rows has: one array per facet, so that a further facet does not compile without. */
export type FacetRows<Side extends 'template_row' | 'instance_row'> = {
  [Name in FacetName]: InstanceType<(typeof FACETS)[Name][Side]>[];
};

/** The facet of a name, as generic code sees it. */
export function facetOf(name: FacetName): Facet {
  return FACETS[name];
}

/** One value per facet, computed by the same function. */
export function perFacet<Value>(compute: (facet: Facet, name: FacetName) => Value): FacetMap<Value> {
  const values: Partial<FacetMap<Value>> = {};
  for (const name of FACET_NAMES) values[name] = compute(facetOf(name), name);
  return values as FacetMap<Value>;
}

/** The items of every facet, found by the same function: as a list, or as one or null where an owner has at most one. */
export function facetItems<Items extends { [Name in FacetName]: FacetItems<Name, object> }>(
  find: (facet: Facet, name: FacetName) => readonly object[],
): Items {
  const items = perFacet((facet, name) => (isSingle(facet) ? (find(facet, name)[0] ?? null) : find(facet, name)));
  return items as Items;
}
