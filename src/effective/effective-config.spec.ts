import fc from 'fast-check';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from '../../test/setup/factories.js';
import { shownItem } from '../../test/setup/story.js';
import type { SpecValues } from '../facets/facet.js';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../facets/facets.js';
import { effectiveConfig } from './effective-config.js';
import { perSetting } from '../settings/settings.js';
import { IDENTITY, input, NEEDS, type Rows, POSTGRES } from '../../test/setup/effective-input.js';

const both = perFacet((_, name): SpecValues[] =>
  [ONE_OF_EACH[name], ANOTHER_OF_EACH[name]].slice(0, name === 'healthcheck' ? 1 : 2),
);
const from = (name: FacetName, source: string, value: object) => ({
  ...shownItem(value),
  [facetOf(name).source_key]: source,
});

describe('base / override / expected', () => {
  it('a bare template: everything is empty but the identity labels', () => {
    const empty = { ports: [], volumes: [], env_vars: [], labels: [], domains: [], config_files: [], options: [] };
    expect(effectiveConfig(input())).toEqual({
      instance_id: 'db',
      stack_name: 'shop',
      template_name: 'postgres',
      container_name: 'devarch-shop-db',
      enabled: true,
      ...POSTGRES,
      settings_source: perSetting(() => 'template'),
      ...empty,
      labels: IDENTITY,
      healthcheck: null,
      dependencies: NEEDS,
      removed: { ...empty, healthcheck: null },
      overrides_applied: perFacet(() => false),
    });
  });

  it.each(FACET_NAMES)('%s: one item overridden, the other inherited (lessons 11)', (name) => {
    const changed = { ...ONE_OF_EACH[name], ...CHANGES[name] };
    const config = effectiveConfig(input(both, { [name]: [changed] }));
    const items = [config[name]].flat();
    expect(items).toContainEqual(from(name, 'override', changed));
    expect(items).not.toContainEqual(expect.objectContaining(ONE_OF_EACH[name]));
    if (name !== 'healthcheck') expect(items).toContainEqual(from(name, 'template', ANOTHER_OF_EACH[name]));
    expect(config.overrides_applied).toEqual(perFacet((_, other) => other === name));
    expect(config.removed).toEqual(effectiveConfig(input()).removed);
  });

  it.each(FACET_NAMES)('%s: one item removed, and told so (lessons 12)', (name) => {
    const config = effectiveConfig(input(both, {}, { [name]: [ONE_OF_EACH[name]] }));
    expect([config[name]].flat()).not.toContainEqual(expect.objectContaining(ONE_OF_EACH[name]));
    expect([config.removed[name]].flat()).toEqual([shownItem(ONE_OF_EACH[name])]);
    expect(config.overrides_applied).toEqual(perFacet((_, other) => other === name));
  });

  it.each(FACET_NAMES)('%s: an item that the template lacks is added', (name) => {
    const config = effectiveConfig(input({}, { [name]: [ONE_OF_EACH[name]] }));
    expect([config[name]].flat()).toContainEqual(from(name, 'override', ONE_OF_EACH[name]));
  });

  it('a healthcheck override replaces the whole object; a removal switches it off (lessons 14)', () => {
    const own = { test: 'true', interval_seconds: 1, timeout_seconds: 1, retries: 1, start_period_seconds: 1 };
    const base = { healthcheck: [ONE_OF_EACH.healthcheck] };
    expect(effectiveConfig(input(base, { healthcheck: [own] })).healthcheck).toEqual({ ...own, source: 'override' });
    expect(effectiveConfig(input(base, {}, { healthcheck: [own] }))).toMatchObject({
      healthcheck: null,
      removed: { healthcheck: ONE_OF_EACH.healthcheck },
    });
  });

  it('only value columns come out: nothing of the rows that hold them', () => {
    const row = { ...ONE_OF_EACH.env_vars, id: 9, instance_id: 7, created_at: 'x' };
    const { env_vars, removed } = effectiveConfig(
      input(
        { env_vars: [row], labels: [{ key: 'a', value: 'b', id: 1 }] },
        {},
        { labels: [{ key: 'a', value: 'b', id: 2 }] },
      ),
    );
    expect(env_vars).toEqual([from('env_vars', 'template', ONE_OF_EACH.env_vars)]);
    expect(removed.labels).toEqual([{ key: 'a', value: 'b' }]);
  });
});

/** A change of a value that is not part of the key. */
const CHANGES: FacetMap<SpecValues> = {
  ports: { host_port: 9999 },
  volumes: { source: 'elsewhere' },
  env_vars: { value: 'other' },
  labels: { value: 'other' },
  domains: { proxy_port: 9 },
  healthcheck: { retries: 99 },
  config_files: { content: 'other' },
  options: { value: ['other'] },
};

it('the same bytes whatever the order of the rows is, and the arguments stay as they are (lessons 13)', () => {
  const shuffled = fc.record({
    rows: fc.shuffledSubarray(['a', 'b', 'c', 'B', 'ä'], { minLength: 5 }),
    turn: fc.boolean(),
  });
  const items = (order: readonly string[]): Rows => ({
    ports: order.map((word, index) => ({
      ...ONE_OF_EACH.ports,
      host_port: word.charCodeAt(0),
      container_port: 1 + (index % 1),
    })),
    labels: order.map((key) => ({ key, value: key })),
    env_vars: order.map((key) => ({ key, value: null, is_secret: false })),
    domains: order.map((domain) => ({ domain, proxy_port: null })),
  });
  const expected = JSON.stringify(effectiveConfig(input(items(['a', 'b', 'c', 'B', 'ä']), items(['b', 'c']), {})));
  fc.assert(
    fc.property(shuffled, ({ rows, turn }) => {
      const [template, set] = [items(rows), items(turn ? ['c', 'b'] : ['b', 'c'])];
      const before = JSON.stringify([template, set]);
      expect(JSON.stringify(effectiveConfig(input(template, set)))).toBe(expected);
      expect(JSON.stringify([template, set])).toBe(before);
    }),
  );
});
