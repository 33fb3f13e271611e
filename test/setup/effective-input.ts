import type { SpecValues } from '../../src/facets/facet.js';
import { type FacetMap } from '../../src/facets/facets.js';
import { linksAmong } from '../../src/references/links.js';
import { dependency } from './effective-stack.js';
import { type EffectiveInput } from '../../src/effective/effective-config.js';

export type Rows = Partial<FacetMap<SpecValues[]>>;

export const FOLLOW = { image_name: null, image_tag: null, command: null, restart_policy: null, user_spec: null };
export const POSTGRES = { ...FOLLOW, image_name: 'postgres', image_tag: '17.2', restart_policy: 'unless-stopped' };
export const IDENTITY = [
  ['devarch.instance', 'db'],
  ['devarch.instance_id', '7'],
  ['devarch.managed_by', 'devarch'],
  ['devarch.stack', 'shop'],
  ['devarch.stack_id', '3'],
  ['devarch.template', 'postgres'],
].map(([key, value]) => ({ key, value, source: 'system' }));

/** What the template needs, which no stack is there to answer. */
export const NEEDS = linksAmong([])({
  ...{ instance_id: 'db', bindings: [] },
  dependencies: [dependency({ service: 'redis', condition: 'service_healthy' })],
});

export function input(
  template: Rows = {},
  set: Rows = {},
  removed: Rows = {},
  more: Partial<EffectiveInput> = {},
): EffectiveInput {
  const marked = (rows: Rows, name: string, flag: boolean) =>
    (Object.entries(rows).find(([facet]) => facet === name)?.[1] ?? []).map((row) =>
      Object.assign({}, row, { removed: flag }),
    );
  return {
    id: 7,
    instance_id: 'db',
    stack_id: 3,
    stack_name: 'shop',
    template_name: 'postgres',
    container_name: 'devarch-shop-db',
    enabled: true,
    template_settings: POSTGRES,
    instance_settings: FOLLOW,
    template: (name) => Object.entries(template).find(([facet]) => facet === name)?.[1] ?? [],
    overrides: (name) => [...marked(set, name, false), ...marked(removed, name, true)],
    ...{ provides: ['postgres'], bindings: [], dependencies: NEEDS },
    ...more,
  };
}
