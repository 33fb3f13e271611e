import fc from 'fast-check';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../../src/facets/facets.js';
import { SETTING_NAMES } from '../../src/settings/settings.js';
import type { InstanceImpact, TemplateImpact } from '../../src/templates/impact/impact-answers.js';
import { itemsOf } from '../../src/facets/item-values.js';
import type { TestApp } from '../setup/app.js';
import { startImpactApp } from '../setup/impact-app.js';
import { aTemplate } from '../setup/factories.js';
import { newInstance, newStack } from '../setup/story.js';
import { ITEM, specsOf, edit, overrides } from '../setup/arbitrary-edits.js';

let server: TestApp;

beforeAll(async () => {
  server = await startImpactApp();
});
afterAll(() => server.close());

async function preview(path: string, body: object): Promise<TemplateImpact> {
  return (await server.http.put(`${path}?dry_run=true`).send(body).expect(200)).body;
}
const OWN_SETTINGS = {
  image_name: 'own',
  image_tag: 'own',
  command: 'own',
  restart_policy: 'on-failure:3',
  user_spec: '9',
};
const ownSettings = fc
  .subarray([...SETTING_NAMES])
  .map((names) => Object.fromEntries(names.map((name) => [name, OWN_SETTINGS[name]])));

type Effective = FacetMap<object | null> & Record<string, unknown>;

/** What stands at each key of a facet, as text. */
function atKeys(name: FacetName, value: object | null): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const item of itemsOf(value)) {
    const {
      id: _,
      created_at: __,
      updated_at: ___,
      ...own
    } = Object.assign({ id: 0, created_at: 0, updated_at: 0 }, item);
    const key = facetOf(name).key(item);
    texts[key] = `${texts[key] ?? ''}${JSON.stringify(own)}`;
  }
  return texts;
}

/** The keys of every facet at which two effective configs, or two templates, differ; sorted, empty facets left out. */
function differingKeys(before: Effective, after: Effective): Record<string, string[]> {
  const lists = FACET_NAMES.map((name) => {
    const [old, now] = [atKeys(name, before[name]), atKeys(name, after[name])];
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
    return [name, keys.filter((key) => old[key] !== now[key]).toSorted()] as const;
  });
  return Object.fromEntries(lists.filter(([, keys]) => keys.length > 0));
}

const differingSettings = (before: Effective, after: Effective) =>
  SETTING_NAMES.filter((name) => before[name] !== after[name]);

/** The keys of the first that are not in the second. */
function without(all: Record<string, string[]>, some: Record<string, string[]>): Record<string, string[]> {
  const lists = Object.entries(all).map(
    ([name, keys]) => [name, keys.filter((key) => !some[name]?.includes(key))] as const,
  );
  return Object.fromEntries(lists.filter(([, keys]) => keys.length > 0));
}

function sorted(keys: object): object {
  return Object.fromEntries(Object.entries(keys).map(([name, list]: [string, string[]]) => [name, list.toSorted()]));
}

describe('the write does what the dry run said', () => {
  const PLACES = ['left/a', 'left/b', 'left/c', 'left/d', 'right/a', 'right/b', 'right/c', 'right/d', 'right/plain'];
  const CHANGED = '/services/changed';

  beforeAll(async () => {
    const first = perFacet((_, name) => [ITEM[name](0, 0), ...(name === 'healthcheck' ? [] : [ITEM[name](1, 1)])]);
    await aTemplate(server.dataSource, { name: 'changed' }, first);
    for (const stack of ['left', 'right']) await newStack(server, stack);
    const rows = fc.sample(fc.tuple(overrides, ownSettings), { seed: 20260131, numRuns: PLACES.length });
    for (const [index, place] of PLACES.entries()) {
      const [stack = '', name = ''] = place.split('/');
      const [own, settings] = name === 'plain' ? [undefined, {}] : (rows[index] ?? [undefined, {}]);
      const { id } = await newInstance(server, stack, name, { template: 'changed', settings });
      for (const facet of own ? FACET_NAMES : []) {
        const [tuples, flags] = own?.[facet] ?? [[], []];
        const values = specsOf(facet, tuples).map((spec, n) => ({ instance_id: id, removed: flags[n], spec }));
        await server.dataSource.manager.insert(facetOf(facet).instance_row, values);
      }
    }
  });

  const read = async (path: string): Promise<Effective> => (await server.http.get(path).expect(200)).body;
  const effectiveConfigs = () =>
    Promise.all(PLACES.map((place) => read(`/stacks/${place.replace('/', '/instances/')}/effective-config`)));

  it('to exactly the instances, keys and settings that it called affected, and to none that it called shielded', async () => {
    const seen = { affected: 0, shielded: 0 };
    const property = fc.asyncProperty(edit, async ({ path, body }) => {
      const [before, template] = [await effectiveConfigs(), await read(CHANGED)];
      const report = await preview(`${CHANGED}${path}`, body);
      expect([await effectiveConfigs(), await read(CHANGED)]).toEqual([before, template]);
      await server.http.put(`${CHANGED}${path}`).send(body).expect(200);
      const [after, changed] = [await effectiveConfigs(), await read(CHANGED)];

      const all = differingKeys(template, changed);
      const { settings, inherited: _, links: _links, provides: _provides, ...facets } = report.changes;
      const told = Object.entries(facets).map(([name, keys]) => [name, Object.values(keys).flat()] as const);
      expect(sorted(Object.fromEntries(told.filter(([, keys]) => keys.length > 0)))).toEqual(all);
      expect(settings).toEqual(differingSettings(template, changed));

      const expected = PLACES.map((place, index): InstanceImpact => {
        const [stack = '', instance_id = ''] = place.split('/');
        const [was = template, is = changed] = [before[index], after[index]];
        const affected = differingKeys(was, is);
        const settings_affected = differingSettings(was, is);
        const settings_shielded = settings.filter((name) => !settings_affected.includes(name));
        const container_name = `devarch-${stack}-${instance_id}`;
        const shielded = without(all, affected);
        const own = { stack, instance_id, container_name, affected, shielded };
        return { ...own, settings_affected, settings_shielded, unbound: [] };
      });
      const answered = report.instances.map((own) => ({
        ...own,
        affected: sorted(own.affected),
        shielded: sorted(own.shielded),
      }));
      expect(answered).toEqual(expected);
      const dependencies = JSON.stringify(template.dependencies) !== JSON.stringify(changed.dependencies);
      expect(report.changes.inherited.includes('dependencies')).toBe(dependencies);
      const different = PLACES.filter(
        (_, index) => JSON.stringify(ran(before[index])) !== JSON.stringify(ran(after[index])),
      );
      expect(report).toMatchObject({ instance_count: PLACES.length, affected_count: different.length });
      seen.affected += report.affected_count;
      seen.shielded += report.shielded_count;
    });
    await fc.assert(property, { seed: 42, numRuns: 16, endOnFailure: true });
    expect(seen.affected).toBeGreaterThan(50);
    expect(seen.shielded).toBeGreaterThan(50);
  });

  /** The part of an effective config that would run: without what the overrides took away. */
  function ran(config: Effective | undefined): object {
    return { ...config, removed: undefined };
  }
});
