import fc from 'fast-check';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../../src/facets/facets.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from './factories.js';
import { facetBody } from './story.js';

/** The n-th item of a facet in one of its values; two ports of one n share their key. */
export const ITEM: FacetMap<(n: number, v: number) => object> = {
  ports: (n, v) => ({ ...ANOTHER_OF_EACH.ports, host_port: 1000 + 10 * n + v, container_port: 100 + n }),
  volumes: (n, v) => ({ ...ONE_OF_EACH.volumes, source: `./v${v}`, target: `/data/${n}` }),
  env_vars: (n, v) => ({ key: `KEY_${n}`, value: v === 0 ? null : `v${v}`, is_secret: false }),
  labels: (n, v) => ({ key: `label.${n}`, value: `v${v}` }),
  domains: (n, v) => ({ domain: `d${n}.localhost`, proxy_port: v === 0 ? null : v }),
  healthcheck: (_, v) => ({ ...ONE_OF_EACH.healthcheck, retries: v }),
  config_files: (n, v) => ({ ...ONE_OF_EACH.config_files, file_path: `/etc/${n}.conf`, content: `v${v}` }),
  options: (n, v) => ({ key: `x-${n}`, value: v === 0 ? { b: [n], a: null } : v }),
};

const [MAX_KEY, MAX_VALUE] = [3, 2];
const tuple = fc.tuple(fc.nat(MAX_KEY), fc.nat(MAX_VALUE));

/** Some items of a facet that one owner may have. */
function someItems(name: FacetName) {
  const selector = ([n, v]: [number, number]) =>
    name === 'ports' ? `${n} ${v}` : name === 'healthcheck' ? '' : `${n}`;
  return fc.uniqueArray(tuple, { selector, maxLength: 5 });
}

export const specsOf = (name: FacetName, tuples: [number, number][]) => tuples.map(([n, v]) => ITEM[name](n, v));
const facetValues = perFacet((_, name) =>
  someItems(name).map((tuples): unknown => Reflect.get(facetBody(name, specsOf(name, tuples)), name)),
);
const settingValues = {
  image_name: fc.constantFrom('postgres', 'mysql'),
  image_tag: fc.constantFrom('1', '2', '3'),
  restart_policy: fc.constantFrom('no', 'always'),
  command: fc.constantFrom('a', 'b', null),
  user_spec: fc.constantFrom('1', '2', null),
};
const others = {
  description: fc.constantFrom('a', 'b'),
  dependencies: fc.constantFrom([], [{ service: 'redis' }]),
};

/** What to PUT, and where below the template. */
export interface Edit {
  path: string;
  body: object;
}

/** A change of the whole template. */
const update = fc
  .record({ ...facetValues, ...settingValues, ...others }, { requiredKeys: [] })
  .map((body): Edit => ({ path: '', body: { ...body, enabled: true } }));

/** A change of one facet. */
const replacement = fc
  .constantFrom(...FACET_NAMES)
  .chain((name) =>
    facetValues[name].map((value): Edit => ({ path: `/${facetOf(name).path}`, body: { [name]: value } })),
  );

export const edit = fc.oneof({ weight: 3, arbitrary: update }, { weight: 1, arbitrary: replacement });

export const overrides = fc.record(
  perFacet((_, name) =>
    fc.tuple(
      someItems(name),
      fc.infiniteStream(fc.boolean()).map((stream) => [...stream.take(5)]),
    ),
  ),
);
