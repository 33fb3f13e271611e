import fc from 'fast-check';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../../src/facets/facets.js';
import { SETTING_NAMES } from '../../src/settings/settings.js';
import type { OverriddenItem, OverridesOverview } from '../../src/templates/overview/overview-answers.js';
import { itemKey } from '../../src/model/item-key.query.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { ALL_SETTINGS, newInstance, newStack } from '../setup/story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const get = async (path: string) => (await server.http.get(path).expect(200)).body;
const tableOf = (name: FacetName) => server.dataSource.getMetadata(facetOf(name).instance_row).tableName;

/** The n-th item of a facet in one of its values; two ports of one n share their key. */
const ITEM: FacetMap<(n: number, v: number) => object> = {
  ports: (n, v) => ({ ...ONE_OF_EACH.ports, host_port: 1000 + 10 * n + v, container_port: 100 + n }),
  volumes: (n, v) => ({ ...ONE_OF_EACH.volumes, source: `./v${v}`, target: `/data/${n}` }),
  env_vars: (n, v) => ({ ...ANOTHER_OF_EACH.env_vars, key: `KEY_${n}`, value: v === 0 ? null : `v${v}` }),
  labels: (n, v) => ({ key: `label.${n}`, value: `v${v}` }),
  domains: (n, v) => ({ domain: `d${n}.localhost`, proxy_port: v === 0 ? null : v }),
  healthcheck: (_, v) => ({ ...ONE_OF_EACH.healthcheck, retries: v }),
  config_files: (n, v) => ({ ...ONE_OF_EACH.config_files, file_path: `/etc/${n}.conf`, content: `v${v}` }),
  options: (n, v) => ({ key: `x-${n}`, value: v === 0 ? { b: 1, a: [] } : `v${v}` }),
};

describe('on random data', () => {
  const INSTANCES = 40;
  const row = fc.record({ n: fc.nat(11), v: fc.nat(2), removed: fc.boolean() });
  /** Rows that the unique indexes let stand side by side: among those not removed, one per key, of ports one per value. */
  const rowsOf = (name: FacetName) =>
    fc.array(row, { maxLength: name === 'healthcheck' ? 1 : 5 }).map((rows) => {
      const mark = ({ n, v }: { n: number; v: number }) => (name === 'ports' ? `${n} ${v}` : n);
      return rows.filter(
        (one, index) => one.removed || rows.findIndex((other) => !other.removed && mark(other) === mark(one)) === index,
      );
    });
  const anInstance = fc.record({
    template: fc.constantFrom('random', 'random', 'random', 'decoy'),
    stack: fc.constantFrom('one', 'two', 'three', 'dead', 'half-dead'),
    trashed: fc.nat(5).map((n) => n === 0),
    settings: fc.record(
      Object.fromEntries(
        SETTING_NAMES.map((name) => [
          name,
          fc.constantFrom(null, null, ALL_SETTINGS[name], name === 'restart_policy' ? 'no' : 'x'),
        ]),
      ),
    ),
    rows: fc.record(Object.fromEntries(FACET_NAMES.map((name) => [name, rowsOf(name)]))),
  });
  type Drawn = typeof anInstance extends fc.Arbitrary<infer Value> ? Value : never;
  const STACK_IDS = new Map<string, number>();
  const TEMPLATE_IDS = new Map<string, number>();
  const KEYS_OF_TEMPLATE = [0, 1, 2, 3, 4];

  beforeAll(async () => {
    for (const name of ['one', 'two', 'three', 'dead', 'half-dead'])
      STACK_IDS.set(name, (await newStack(server, name)).id);
    const items = Object.fromEntries(
      FACET_NAMES.map((name) => [
        name,
        KEYS_OF_TEMPLATE.slice(0, name === 'healthcheck' ? 1 : 5).map((n) => ITEM[name](n, 0)),
      ]),
    );
    for (const name of ['random', 'decoy'])
      TEMPLATE_IDS.set(name, (await aTemplate(server.dataSource, { name }, name === 'random' ? items : {})).id);
    await server.http.delete('/stacks/dead').expect(204);
  });

  /** Writes the instances past the API, some of them trashed and some live in a trashed stack. */
  async function store(instances: Drawn[]): Promise<number> {
    await server.dataSource.query(`DELETE FROM service_instances WHERE template_service_id = ANY ($1)`, [
      [...TEMPLATE_IDS.values()],
    ]);
    await server.dataSource.query(`UPDATE stacks SET deleted_at = NULL WHERE name = 'half-dead'`);
    let count = 0;
    for (const [n, { template, stack, trashed, settings, rows }] of instances.entries()) {
      const values = {
        ...settings,
        instance_id: `i${n}`,
        container_name: `random-${n}`,
        stack_id: STACK_IDS.get(stack),
      };
      const columns = {
        ...values,
        template_service_id: TEMPLATE_IDS.get(template),
        deleted_at: trashed ? new Date() : null,
      };
      const { identifiers } = await server.dataSource.manager.insert('service_instances', columns);
      for (const name of FACET_NAMES) {
        const specs = (rows[name] ?? []).map(({ n, v, removed }) => ({
          instance_id: identifiers[0]?.id,
          removed,
          spec: ITEM[name](n, v),
        }));
        await server.dataSource.manager.insert(facetOf(name).instance_row, specs);
        count += specs.length;
      }
    }
    await server.dataSource.query(`UPDATE stacks SET deleted_at = now() WHERE name = 'half-dead'`);
    return count;
  }

  /** The same, computed from plain rows. */
  async function computed(): Promise<OverridesOverview> {
    type Live = Record<string, string | number | null> & { id: number };
    const live = await server.dataSource.query<Live[]>(
      `SELECT instance.* FROM service_instances instance, stacks stack WHERE stack.id = instance.stack_id
       AND instance.deleted_at IS NULL AND stack.deleted_at IS NULL AND instance.template_service_id = $1`,
      [TEMPLATE_IDS.get('random')],
    );
    const distinct = (values: unknown[]) => new Set(values.map((value) => JSON.stringify(value))).size;
    const settings = SETTING_NAMES.map((name) => {
      const values = live.flatMap((instance) => (instance[name] === null ? [] : [instance[name]]));
      return { name, overridden_by: values.length, different_values: distinct(values) };
    }).filter(({ overridden_by }) => overridden_by > 0);
    const stored = new Map<string, { instance_id: number; removed: boolean }[]>();
    for (const name of FACET_NAMES) stored.set(name, await server.dataSource.query(`SELECT * FROM ${tableOf(name)}`));
    const lists = perFacet((facet, name) => {
      const own = (stored.get(name) ?? []).filter(({ instance_id }) => live.some(({ id }) => id === instance_id));
      const in_template = KEYS_OF_TEMPLATE.map((n) => facet.key(ITEM[name](n, 0)));
      const items = [...new Set(own.map((row) => facet.key(row)))].map((key): OverriddenItem => {
        const same = own.filter((row) => facet.key(row) === key);
        const set = same.filter(({ removed }) => !removed);
        const overridden_by = distinct(same.map(({ instance_id }) => instance_id));
        const removed_by = overridden_by - distinct(set.map(({ instance_id }) => instance_id));
        const values = set.map((row) => facet.columns.map((column): unknown => Reflect.get(row, column)));
        const different_values = distinct(values);
        return { key, in_template: in_template.includes(key), overridden_by, removed_by, different_values };
      });
      return items.toSorted((a, b) => b.overridden_by - a.overridden_by || (a.key < b.key ? -1 : 1));
    });
    const ordered = settings.toSorted((a, b) => b.overridden_by - a.overridden_by || (a.name < b.name ? -1 : 1));
    return { instance_count: live.length, settings: ordered, ...lists };
  }

  it('what SQL counts is what a plain computation counts, in one statement', async () => {
    const counts: number[] = [];
    const property = fc.asyncProperty(
      fc.array(anInstance, { minLength: INSTANCES, maxLength: INSTANCES }),
      async (instances) => {
        counts.push(await store(instances));
        const expected = await computed();
        const statements = await server.statements(async () => {
          expect(await get('/services/random/overrides')).toEqual(expected);
        });
        expect(statements).toHaveLength(1);
      },
    );
    await fc.assert(property, { numRuns: 6, endOnFailure: true });
    expect(Math.min(...counts)).toBeGreaterThan(200);
  });

  it('the keys in SQL are those of the facets, whatever the values are', async () => {
    const text = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 12 })
      .filter((value) => value.isWellFormed() && !value.includes('\0'));
    const values: Record<string, fc.Arbitrary<unknown>> = {
      domain: fc.string({ minLength: 1, maxLength: 12 }).map((value) => value.toLowerCase()),
      container_port: fc.integer({ min: 1, max: 65535 }),
      protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
      target: text.map((value) => `/${value}`),
      file_path: text.map((value) => `/${value}`),
    };
    await newStack(server, 'empty');
    await aTemplate(server.dataSource, { name: 'unused' });
    const { id } = await newInstance(server, 'empty', 'keys', { template: 'unused' });
    for (const name of FACET_NAMES) {
      const facet = facetOf(name);
      const keys = fc.record(Object.fromEntries(facet.key_columns.map((column) => [column, values[column] ?? text])));
      const specs = fc.sample(keys, 60).map((key) => ({ ...ONE_OF_EACH[name], ...key }));
      await server.dataSource.manager.insert(
        facet.instance_row,
        specs.map((spec) => ({ instance_id: id, removed: true, spec })),
      );
      const rows = await server.dataSource.query<{ item_key: string }[]>(
        `SELECT stored.*, ${itemKey(facet, 'stored')} AS item_key FROM ${tableOf(name)} stored WHERE instance_id = $1`,
        [id],
      );
      expect(rows).toHaveLength(60);
      expect(rows.map(({ item_key }) => item_key)).toEqual(rows.map((row) => facet.key(row)));
    }
  });
});
