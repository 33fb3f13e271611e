import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from './factories.js';
import { facetBody } from './story.js';

/** A stack with the instances db, web and cron, each of a template of its own, and one called gone in its trash. */
export interface World {
  stack: string;
  /** The template of db. */
  template: string;
  category: string;
}

/** A request that changes something: its path below the prefix, and its body. */
export interface Mutation {
  path: string;
  body?: object;
}

type Mutations = Record<string, (world: World, n: number, facet: FacetName) => Mutation>;

const INSTANCES = ['db', 'web', 'cron'];
/** Any of the instances; neighbours are given in turn. */
const any = (n: number) => INSTANCES[n % INSTANCES.length] ?? '';
const path = ({ stack }: World, n: number) => `/stacks/${stack}/instances/${any(n)}`;
const renamed = (world: World, n: number) => {
  return { path: `${path(world, n)}/rename`, body: { instance_id: any(n + 1 + (n % 2)) } };
};
const urlOf = (facet: FacetName) => facetOf(facet).path;
const item = (n: number, facet: FacetName) => (n % 2 ? ONE_OF_EACH : ANOTHER_OF_EACH)[facet];

/** The file that makes a world, and later changes of it. */
export function worldFile(stack: string, n = 0): string {
  const services = INSTANCES.map((name) => {
    const needs = name === 'db' ? '' : '\n    depends_on: [db]';
    return `  ${name}:\n    image: example/${stack}-${name}:1\n    environment: { A: "${n}", B: "1" }${needs}`;
  });
  return `services:\n${services.join('\n')}\n`;
}

function templateFile(template: string, n: number): string {
  const names = [`${template}-a`, template, `${template}-z`];
  const services = (n % 2 ? names : names.toReversed()).map(
    (name) => `  ${name}:\n    image: example/${template}:${n}`,
  );
  return `services:\n${services.join('\n')}\n`;
}

/** Every route that changes something, as a request against one world; `{facet}` stands for each of the facets. */
export const MUTATIONS: Mutations = {
  'post /stacks': ({ stack }, n) => ({ path: '/stacks', body: { name: `${stack}-new-${n % 2}` } }),
  'put /stacks/{stack}': ({ stack }, n) => ({ path: `/stacks/${stack}`, body: { description: `${n}` } }),
  'delete /stacks/{stack}': ({ stack }) => ({ path: `/stacks/${stack}` }),
  'post /stacks/{stack}/enable': ({ stack }) => ({ path: `/stacks/${stack}/enable` }),
  'post /stacks/{stack}/disable': ({ stack }) => ({ path: `/stacks/${stack}/disable` }),
  'post /stacks/{stack}/clone': ({ stack }, n) => ({ path: `/stacks/${stack}/clone`, body: { name: `${stack}-${n}` } }),
  'post /stacks/{stack}/rename': ({ stack }, n) => {
    const [from, to] = n % 2 ? [stack, `${stack}-r`] : [`${stack}-r`, stack];
    return { path: `/stacks/${from}/rename`, body: { name: to } };
  },
  'post /stacks/trash/{stack}/restore': ({ stack }) => ({ path: `/stacks/trash/${stack}/restore` }),
  'delete /stacks/trash/{stack}': ({ stack }) => ({ path: `/stacks/trash/${stack}` }),
  'post /stacks/import': ({ stack }, n) => {
    const mode = n % 3 ? 'update' : 'replace';
    return { path: '/stacks/import', body: { format: 'compose', name: stack, mode, content: worldFile(stack, n) } };
  },

  'put /stacks/{stack}/variables': ({ stack }, n) => {
    return { path: `/stacks/${stack}/variables`, body: { variables: [{ key: 'A', value: `${n}` }] } };
  },
  'patch /stacks/{stack}/variables': ({ stack }, n) => {
    const secret = { key: `B${n % 2}`, value: `${n}`, is_secret: true };
    return { path: `/stacks/${stack}/variables`, body: { set: [secret], reset: ['A'] } };
  },
  'delete /stacks/{stack}/variables': ({ stack }) => ({ path: `/stacks/${stack}/variables` }),

  'post /stacks/{stack}/instances': ({ stack, template }, n, facet) => {
    const overrides = n % 2 ? facetBody(facet, [item(n, facet)]) : {};
    return { path: `/stacks/${stack}/instances`, body: { instance_id: `new-${n % 4}`, template, ...overrides } };
  },
  'put /stacks/{stack}/instances/{instance}': (world, n) => {
    return { path: path(world, n), body: { description: `${n}`, settings: { image_tag: `${n}` } } };
  },
  'delete /stacks/{stack}/instances/{instance}': (world, n) => ({ path: path(world, n) }),
  'post /stacks/{stack}/instances/{instance}/duplicate': (world, n) => {
    return { path: `${path(world, n)}/duplicate`, body: n % 2 ? {} : { instance_id: 'copy' } };
  },
  'post /stacks/{stack}/instances/{instance}/rename': renamed,
  'put /stacks/{stack}/instances/{instance}/rename': renamed,
  'post /stacks/{stack}/instances/trash/{instance}/restore': ({ stack }, n) => {
    return { path: `/stacks/${stack}/instances/trash/gone/restore`, body: n % 2 ? {} : { instance_id: any(n) } };
  },
  'delete /stacks/{stack}/instances/trash/{instance}': ({ stack }, n) => {
    return { path: `/stacks/${stack}/instances/trash/${n % 2 ? 'gone' : any(n)}` };
  },
  'put /stacks/{stack}/instances/{instance}/{facet}': (world, n, facet) => {
    return { path: `${path(world, n)}/${urlOf(facet)}`, body: facetBody(facet, [item(n, facet)]) };
  },
  'patch /stacks/{stack}/instances/{instance}/{facet}': (world, n, facet) => {
    return { path: `${path(world, n)}/${urlOf(facet)}`, body: { set: [item(n, facet)] } };
  },
  'delete /stacks/{stack}/instances/{instance}/{facet}': (world, n, facet) => {
    return { path: `${path(world, n)}/${urlOf(facet)}` };
  },
  'put /stacks/{stack}/instances/{instance}/files/{path}': (world, n) => {
    return { path: `${path(world, n)}/files/etc/${n % 3}.conf`, body: { content: `${n}` } };
  },
  'delete /stacks/{stack}/instances/{instance}/files/{path}': (world, n) => {
    return { path: `${path(world, n)}/files/etc/${n % 3}.conf` };
  },
  'put /stacks/{stack}/source': ({ stack }, n) => {
    return { path: `/stacks/${stack}/source`, body: { url: 'https://127.0.0.1:1/x', path: `${n}` } };
  },
  'post /stacks/{stack}/source/sync': ({ stack }) => ({ path: `/stacks/${stack}/source/sync` }),
  'post /stacks/{stack}/source/webhook': ({ stack }) => ({ path: `/stacks/${stack}/source/webhook`, body: {} }),
  'delete /stacks/{stack}/source': ({ stack }) => ({ path: `/stacks/${stack}/source` }),
  'put /stacks/{stack}/instances/{instance}/links': (world, n) => {
    return { path: `${path(world, n)}/links`, body: { links: n % 2 ? [{ link: 'db', instance_id: any(n + 1) }] : [] } };
  },
  'put /stacks/{stack}/instances/{instance}/links/{link}': (world, n) => {
    return { path: `${path(world, n)}/links/db`, body: { instance_id: any(n + 1) } };
  },
  'delete /stacks/{stack}/instances/{instance}/links/{link}': (world, n) => ({ path: `${path(world, n)}/links/db` }),
  'delete /stacks/{stack}/instances/{instance}/links': (world, n) => ({ path: `${path(world, n)}/links` }),
  'delete /stacks/{stack}/instances/{instance}/overrides': (world, n) => ({ path: `${path(world, n)}/overrides` }),
  'post /stacks/{stack}/overrides/prune': ({ stack }) => ({ path: `/stacks/${stack}/overrides/prune` }),
  'post /stacks/{stack}/instances/{instance}/overrides/prune': (world, n) => {
    return { path: `${path(world, n)}/overrides/prune` };
  },

  'post /services': ({ template }, n) => {
    const dependencies = [{ service: template }];
    return { path: '/services', body: { name: `${template}-${n % 3}`, image_name: 'example/new', dependencies } };
  },
  'put /services/{template}': ({ template }, n) => {
    const [one, other] = n % 2 ? [template, `${template}-0`] : [`${template}-0`, template];
    const dependencies = [{ service: other }];
    return { path: `/services/${one}`, body: n % 3 ? { description: `${n}`, dependencies } : { name: other } };
  },
  'delete /services/{template}': ({ template }, n) => ({ path: `/services/${template}-${n % 3}` }),
  'put /services/{template}/{facet}': ({ template }, n, facet) => {
    return { path: `/services/${template}/${urlOf(facet)}`, body: facetBody(facet, [item(n, facet)]) };
  },
  'put /services/{template}/files/{path}': ({ template }, n) => {
    return { path: `/services/${template}/files/etc/${n % 3}.conf`, body: { content: `${n}` } };
  },
  'delete /services/{template}/files/{path}': ({ template }, n) => {
    return { path: `/services/${template}/files/etc/${n % 3}.conf` };
  },
  'put /services/{template}/dependencies': ({ template }, n) => {
    const [one, other] = n % 2 ? [template, `${template}-0`] : [`${template}-0`, template];
    return { path: `/services/${one}/dependencies`, body: { dependencies: n % 3 ? [{ service: other }] : [] } };
  },
  'post /services/import': ({ template }, n) => {
    return { path: '/services/import', body: { compose: templateFile(template, n) } };
  },

  'post /categories': ({ category }, n) => ({ path: '/categories', body: { name: `${category}-${n % 2}` } }),
  'put /categories/{category}': ({ category }, n) => {
    const [one, other] = n % 2 ? [category, `${category}-0`] : [`${category}-0`, category];
    return { path: `/categories/${one}`, body: { name: other } };
  },
  'delete /categories/{category}': ({ category }, n) => ({ path: `/categories/${category}-${n % 2}` }),
};

const FACET_ROUTE = new RegExp(
  `^(\\S+ /(?:services/[^/]+|stacks/[^/]+/instances/[^/]+))/(${FACET_NAMES.map(urlOf).join('|')})$`,
);

/** The route as the list above has it. */
export function generic(route: string): string {
  return route.replace('/api/v1', '').replace(FACET_ROUTE, '$1/{facet}');
}
