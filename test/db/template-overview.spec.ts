import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { EntityManager } from 'typeorm';
import type { Statement } from '../../src/sql/statement.js';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../../src/facets/facets.js';
import { SETTING_NAMES } from '../../src/settings/settings.js';
import type { OverriddenItem, OverridesOverview } from '../../src/templates/overview/overview-answers.js';
import { itemKey } from '../../src/model/item-key.query.js';
import { shieldsStatement, usageStatement } from '../../src/templates/overview/template-instances.queries.js';
import { overridesStatement } from '../../src/templates/overview/template-overrides.query.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import {
  ALL_COUNTS,
  ALL_SETTINGS,
  newInstance,
  newStack,
  NO_COUNTS,
  overrideAll,
  problem,
  TEMPLATE_ITEMS,
} from '../setup/story.js';
import { formatSql } from './format-sql.js';

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
};

describe('the usage of a template', () => {
  beforeAll(async () => {
    await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
    await aTemplate(server.dataSource, { name: 'unused' });
    for (const stack of ['shop', 'blog', 'gone', 'empty']) await newStack(server, stack);
    for (const place of ['shop/z', 'shop/a', 'shop/old', 'blog/db', 'gone/db']) {
      const [stack = '', name = ''] = place.split('/');
      await newInstance(server, stack, name);
    }
    await newInstance(server, 'shop', 'other', { template: 'unused' });
    await overrideAll(server, '/stacks/shop/instances/a');
    await server.http.put('/stacks/shop/instances/z').send({ enabled: false }).expect(200);
    await server.http.delete('/stacks/shop/instances/other').expect(204);
    await server.http.delete('/stacks/shop/instances/old').expect(204);
    await server.http.delete('/stacks/gone').expect(204);
  });

  it('is its live instances by the name of the stack and in the order of creation, with their counts', async () => {
    const instance = (stack: string, instance_id: string, more: object = {}) => {
      const own = { id: expect.any(Number), instance_id, container_name: `devarch-${stack}-${instance_id}` };
      return { ...own, enabled: true, override_count: 0, override_counts: NO_COUNTS, ...more };
    };
    expect(await get('/services/postgres/usage')).toEqual([
      { stack: 'blog', instances: [instance('blog', 'db')] },
      {
        stack: 'shop',
        instances: [
          instance('shop', 'z', { enabled: false }),
          instance('shop', 'a', { override_count: 13, override_counts: ALL_COUNTS }),
        ],
      },
    ]);
  });

  it('counts like the instance itself', async () => {
    const [, shop] = await get('/services/postgres/usage');
    for (const used of shop.instances)
      expect(await get(`/stacks/shop/instances/${used.instance_id}`)).toMatchObject(used);
  });

  it('is empty where only trashed instances use it, and so is what they override', async () => {
    expect(await get('/services/unused/usage')).toEqual([]);
    const lists = Object.fromEntries(FACET_NAMES.map((name) => [name, []]));
    expect(await get('/services/unused/overrides')).toEqual({ instance_count: 0, settings: [], ...lists });
  });

  it.each(['usage', 'overrides'])('%s of an unknown template is not found', async (path) => {
    const { body } = await server.http.get(`/services/nope/${path}`).expect(404);
    expect(body).toEqual(problem(404, `/services/nope/${path}`, 'There is no template "nope".'));
  });

  it.each(['postgres', 'unused'])('of %s is one statement, what is overridden another', async (template) => {
    for (const path of ['usage', 'overrides']) {
      const statements = await server.statements(() => server.http.get(`/services/${template}/${path}`));
      expect(statements).toEqual([expect.stringMatching(/^(SELECT|WITH) /)]);
    }
  });
});

describe('what instances override', () => {
  it('is told per item and setting', async () => {
    const { http } = server;
    const of = (name: string) => `/stacks/blog/instances/${name}`;
    await aTemplate(
      server.dataSource,
      { name: 'mysql' },
      { labels: [ANOTHER_OF_EACH.labels], ports: [ANOTHER_OF_EACH.ports] },
    );
    for (const name of ['a', 'b', 'c']) await newInstance(server, 'blog', name, { template: 'mysql' });
    const label = (value: string, key = 'own') => ({ key, value });
    const removal = { ...ANOTHER_OF_EACH.labels, removed: true };
    await http
      .put(`${of('a')}/labels`)
      .send({ labels: [label('1'), removal, label('1', 'B')] })
      .expect(200);
    await http
      .put(`${of('b')}/labels`)
      .send({ labels: [label('1'), label('x', removal.key)] })
      .expect(200);
    await http
      .put(`${of('c')}/labels`)
      .send({ labels: [label('2'), removal] })
      .expect(200);
    const two_hosts = [1, 2].map((host_port) => ({ ...ANOTHER_OF_EACH.ports, host_port }));
    await http
      .put(`${of('a')}/ports`)
      .send({ ports: two_hosts })
      .expect(200);
    await http
      .put(of('a'))
      .send({ settings: { image_tag: '1', command: 'x' } })
      .expect(200);
    await http
      .put(of('b'))
      .send({ settings: { image_tag: '1', command: 'x', user_spec: '1' } })
      .expect(200);
    await http
      .put(of('c'))
      .send({ settings: { image_tag: '2' } })
      .expect(200);
    const none = { volumes: [], env_vars: [], domains: [], healthcheck: [], config_files: [] };
    expect(await get('/services/mysql/overrides')).toEqual({
      instance_count: 3,
      settings: [
        { name: 'image_tag', overridden_by: 3, different_values: 2 },
        { name: 'command', overridden_by: 2, different_values: 1 },
        { name: 'user_spec', overridden_by: 1, different_values: 1 },
      ],
      ...none,
      ports: [{ key: '8080/tcp', in_template: true, overridden_by: 1, removed_by: 0, different_values: 2 }],
      labels: [
        { key: removal.key, in_template: true, overridden_by: 3, removed_by: 2, different_values: 1 },
        { key: 'own', in_template: false, overridden_by: 3, removed_by: 0, different_values: 2 },
        { key: 'B', in_template: false, overridden_by: 1, removed_by: 0, different_values: 1 },
      ],
    });
  });
});

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

describe('the SQL (UPDATE_GOLDEN=true writes the files anew)', () => {
  const STATEMENTS: Record<string, (tx: EntityManager) => Statement> = {
    'templates-shields': shieldsStatement,
    'templates-usage': usageStatement,
    'templates-overrides': overridesStatement,
  };

  it.each(Object.entries(STATEMENTS))('%s is what its golden file says', async (name, build) => {
    const { sql, parameters } = build(server.dataSource.manager);
    const text = `-- ${parameters.map((own, index) => `$${index + 1} ${own}`).join(', ')}\n${formatSql(sql)}`;
    const file = join(process.cwd(), 'test', 'db', 'golden', `${name}.golden.sql`);
    if (process.env.UPDATE_GOLDEN === 'true') await writeFile(file, text);
    expect(text).toBe(await readFile(file, 'utf8'));
    await server.dataSource.query(`PREPARE golden_${name.replace('-', '_')} AS ${text}`);
  });
});
