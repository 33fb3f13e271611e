import fc from 'fast-check';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../../src/facets/facets.js';
import { SETTING_NAMES } from '../../src/settings/settings.js';
import type { InstanceImpact, TemplateImpact } from '../../src/templates/impact/impact-answers.js';
import { itemsOf } from '../../src/facets/item-values.js';
import { TemplateOverviewService } from '../../src/templates/overview/template-overview.service.js';
import { ApiDocument } from '../setup/api-document.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { facetBody, newInstance, newStack, problem, putFacet, TEMPLATE_ITEMS } from '../setup/story.js';

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp({ LOG_LEVEL: 'error' });
  await server.http.post('/categories').send({ name: 'database' }).expect(201);
  await aTemplate(server.dataSource, { name: 'redis', image_name: 'redis' });
  await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
  for (const stack of ['shop', 'blog', 'gone']) await newStack(server, stack);
  await newInstance(server, 'shop', 'db', { settings: { image_tag: '16' } });
  for (const path of ['shop/old', 'blog/plain', 'gone/db']) {
    const [stack = '', name = ''] = path.split('/');
    await newInstance(server, stack, name);
  }
  await newInstance(server, 'shop', 'cache', { template: 'redis' });
  await server.http.delete('/stacks/shop/instances/old').expect(204);
  await server.http.delete('/stacks/gone').expect(204);
  await putFacet(server, '/stacks/shop/instances/db', 'ports', [{ ...ANOTHER_OF_EACH.ports, host_port: 9 }]);
  await putFacet(server, '/stacks/shop/instances/db', 'env_vars', [{ ...ANOTHER_OF_EACH.env_vars, removed: true }]);
});
afterAll(() => server.close());

const NO_KEYS = { added: [], removed: [], changed: [] };
const NO_CHANGES = { settings: [], inherited: [], ...perFacet(() => NO_KEYS) };
const KEY = perFacet((facet, name) => [facet.key(ANOTHER_OF_EACH[name]), facet.key(ONE_OF_EACH[name])]);
const NOT_REACHED = { affected: {}, shielded: {}, settings_affected: [], settings_shielded: [] };
const PLAIN = { stack: 'blog', instance_id: 'plain', container_name: 'devarch-blog-plain', ...NOT_REACHED };
const DB = { stack: 'shop', instance_id: 'db', container_name: 'devarch-shop-db', ...NOT_REACHED };

async function preview(path: string, body: object): Promise<TemplateImpact> {
  return (await server.http.put(`${path}?dry_run=true`).send(body).expect(200)).body;
}

/** Every row of every table, with the transactions that wrote or locked it. */
async function everything(): Promise<unknown> {
  const tables = server.dataSource.entityMetadatas.map(({ tableName }) => tableName).toSorted();
  const rows = tables.map((table) => server.dataSource.query(`SELECT xmin, xmax, * FROM ${table} ORDER BY ctid`));
  return Promise.all(rows);
}

describe('a dry run of a change', () => {
  it('answers what the change would do, instance by instance, and leaves out what is trashed', async () => {
    const change = { image_tag: '18', command: 'run', ports: [], env_vars: [ONE_OF_EACH.env_vars], description: 'x' };
    const [gone, added] = KEY.env_vars;
    const ports = KEY.ports.slice(0, 1);
    expect(await preview('/services/postgres', change)).toEqual({
      dry_run: true,
      changes: {
        ...NO_CHANGES,
        settings: ['image_tag', 'command'],
        ports: { ...NO_KEYS, removed: ports },
        env_vars: { ...NO_KEYS, added: [added], removed: [gone] },
      },
      ...{ instance_count: 2, affected_count: 2, shielded_count: 1 },
      instances: [
        { ...PLAIN, affected: { ports, env_vars: [added, gone] }, settings_affected: ['image_tag', 'command'] },
        {
          ...DB,
          affected: { env_vars: [added] },
          shielded: { ports, env_vars: [gone] },
          ...{ settings_affected: ['command'], settings_shielded: ['image_tag'] },
        },
      ],
    });
  });

  it.each(FACET_NAMES)('of %s alone says the same', async (name) => {
    const path = `/services/postgres/${facetOf(name).path}`;
    const [before, after] = KEY[name];
    const report = await preview(path, facetBody(name, [ONE_OF_EACH[name]]));
    const keys =
      before === after ? { ...NO_KEYS, changed: [before] } : { ...NO_KEYS, added: [after], removed: [before] };
    expect(report.changes).toEqual({ ...NO_CHANGES, [name]: keys });
    const all = before === after ? [before] : [after, before];
    expect(report.instances[0]).toEqual({ ...PLAIN, affected: { [name]: all } });
    const whole = await preview('/services/postgres', facetBody(name, [ONE_OF_EACH[name]]));
    expect(whole).toEqual(report);
    expect(await preview(path, facetBody(name, [ANOTHER_OF_EACH[name]]))).toMatchObject({
      ...{ changes: NO_CHANGES, instance_count: 2, affected_count: 0, shielded_count: 0 },
      instances: [PLAIN, DB],
    });
  });

  it('says what reaches every instance because none can override it', async () => {
    const change = { name: 'pg', extra: { shm_size: '1g' }, dependencies: [{ service: 'redis' }], enabled: false };
    const report = await preview('/services/postgres', change);
    expect(report.changes).toEqual({ ...NO_CHANGES, inherited: ['name', 'extra', 'dependencies'] });
    expect(report).toMatchObject({ instance_count: 2, affected_count: 2, shielded_count: 0, instances: [PLAIN, DB] });
  });

  it('of an answer sent back as it came is nothing', async () => {
    const { body } = await server.http.get('/services/postgres').expect(200);
    expect(await preview('/services/postgres', body)).toMatchObject({ changes: NO_CHANGES, affected_count: 0 });
  });

  it('of a template that nobody uses has no instances', async () => {
    await server.http.post('/services').send({ name: 'unused', image_name: 'x' }).expect(201);
    const report = await preview('/services/unused', { image_tag: '2' });
    expect(report).toEqual({
      ...{ dry_run: true, changes: { ...NO_CHANGES, settings: ['image_tag'] } },
      ...{ instance_count: 0, affected_count: 0, shielded_count: 0, instances: [] },
    });
  });
});

describe('nothing is written', () => {
  const lists = Object.assign({}, ...FACET_NAMES.map((name) => facetBody(name, [ONE_OF_EACH[name]])));
  const change = {
    ...lists,
    ...{ name: 'pg', category: 'database', image_tag: '18', extra: { a: 1 }, dependencies: [{ service: 'redis' }] },
  };

  it('not a row, not even the mark of a lock, and no session is left in a transaction', async () => {
    const before = await everything();
    await preview('/services/postgres', change);
    for (const name of FACET_NAMES) await preview(`/services/postgres/${facetOf(name).path}`, { [name]: lists[name] });
    expect(await everything()).toEqual(before);
    const sessions = `FROM pg_stat_activity session
      WHERE datname = current_database() AND application_name = 'devarch-api' AND pid <> pg_backend_pid()`;
    expect(await server.dataSource.query(`SELECT state ${sessions} AND state <> 'idle'`)).toEqual([]);
    const locks = `SELECT mode FROM pg_locks WHERE pid IN (SELECT pid ${sessions})`;
    expect(await server.dataSource.query(locks)).toEqual([]);
  });

  it('and nothing is waited for: it answers while the template, a category and a dependency are being changed', async () => {
    await server.dataSource.transaction(async (tx) => {
      for (const table of ['services', 'categories', 'service_instances', 'stacks'])
        await tx.query(`SELECT FROM ${table} FOR UPDATE`);
      await preview('/services/postgres', change);
    });
  });

  it('in two statements that read, however many instances there are; names and secrets in the change are looked up besides', async () => {
    const count = (body: object) => server.statements(() => preview('/services/postgres', body));
    const reads = [expect.stringMatching(/^SELECT /), expect.stringMatching(/^SELECT /)];
    expect(await count({ ...lists, image_tag: '18' })).toEqual([...reads, expect.stringMatching(/^SELECT /)]);
    expect(await server.statements(() => preview('/services/postgres/ports', { ports: [] }))).toEqual(reads);
    const all = await count(change);
    expect(all).toEqual([...reads, ...reads, ...reads]);
    expect(all.filter((sql) => /\bFOR\b/.test(sql))).toEqual([]);
  });

  it('and other Nest services get the same within their transaction', async () => {
    const overview = server.get(TemplateOverviewService);
    const report = await server.dataSource.transaction(async (tx) => {
      await tx.query(`UPDATE service_instances SET image_tag = NULL`);
      const inside = await overview.previewUpdate('postgres', { image_tag: '18' }, tx);
      await tx.query(`UPDATE service_instances SET image_tag = '16' WHERE instance_id = 'db'`);
      return inside;
    });
    expect(report).toMatchObject({ affected_count: 2, shielded_count: 0 });
    expect(await overview.previewReplaceFacet('postgres', 'ports', { ports: [] })).toMatchObject({ shielded_count: 1 });
  });
});

describe('what the write refuses, the dry run refuses in the same words', () => {
  const port = { host_port: 1, container_port: 2 };
  const CASES: [string, string, object][] = [
    ['an unknown field', '/services/postgres', { imagename: 'x' }],
    ['nothing at all', '/services/postgres', {}],
    ['a wrong value', '/services/postgres', { image_name: 'a b', ports: [{ ...port, host_port: 0 }] }],
    ['repeated items', '/services/postgres', { ports: [port, port] }],
    ['an identity label', '/services/postgres', { labels: [{ key: 'devarch.stack' }] }],
    ['an unknown category', '/services/postgres', { category: 'databse' }],
    ['an unknown category before an unknown template', '/services/nope', { category: 'databse' }],
    ['an unknown dependency', '/services/postgres', { dependencies: [{ service: 'rediss' }] }],
    ['a dependency on itself', '/services/postgres', { dependencies: [{ service: 'postgres' }] }],
    ['an unknown template', '/services/nope', { image_tag: '1' }],
    ['a name that is taken', '/services/postgres', { name: 'redis' }],
    [
      'a name that is taken, before an unknown dependency',
      '/services/postgres',
      {
        ...{ name: 'redis', dependencies: [{ service: 'rediss' }] },
      },
    ],
    ['a reserved name', '/services/postgres', { name: 'system' }],
    ['a missing key', '/services/postgres/ports', {}],
    ['a misspelt key', '/services/postgres/env-vars', { env_var: [] }],
    ['a wrong item', '/services/postgres/ports', { ports: [{ ...port, nope: 1 }] }],
    ['an unknown template of a facet', '/services/nope/ports', { ports: [] }],
  ];

  it.each(CASES)('%s', async (_, path, body) => {
    const before = await everything();
    const dry = await server.http.put(`${path}?dry_run=true`).send(body);
    expect(await everything()).toEqual(before);
    const real = await server.http.put(path).send(body);
    expect([dry.status, dry.body]).toEqual([real.status, real.body]);
    expect([400, 404, 409]).toContain(real.status);
  });

  it('a body that is not JSON, and one that is too large', async () => {
    const path = '/services/postgres?dry_run=true';
    await server.http.put(path).type('text/plain').send('x').expect(415);
    await server.http.put(path).type('json').send('{').expect(400);
    await server.http
      .put(path)
      .send({ description: 'x'.repeat(2 ** 21) })
      .expect(413);
  });

  it.each(['dry_run=yes', 'dry_run=1', 'dry_run=', 'dryrun=true', 'dry_run=true&dry_run=false', 'dry_run=true&x=1'])(
    'an option that is not one (%s): it never becomes a change',
    async (query) => {
      const before = await everything();
      for (const path of ['/services/postgres', '/services/postgres/ports'])
        await server.http.put(`${path}?${query}`).send({ ports: [] }).expect(400);
      expect(await everything()).toEqual(before);
    },
  );

  it('says which option is not known', async () => {
    const { body } = await server.http.put('/services/postgres?dryrun=true').send({ image_tag: '1' }).expect(400);
    const refusal = problem(400, '/services/postgres', 'dryrun is not known here; did you mean dry_run?');
    expect(body).toMatchObject(refusal);
  });

  it('with dry_run=false it is the write', async () => {
    const { body: before } = await server.http.get('/services/unused').expect(200);
    const { body } = await server.http.put('/services/unused?dry_run=false').send({ image_tag: '3' }).expect(200);
    expect(body).toMatchObject({ image_tag: '3', revision: before.revision + 1 });
    expect(
      (await server.http.put('/services/unused/ports?dry_run=false').send({ ports: [] }).expect(200)).body,
    ).toEqual([]);
  });
});

describe('the document', () => {
  const V1 = '/api/v1/services/{template}';
  const document = async () => new ApiDocument(JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text()));
  const ROUTES = FACET_NAMES.map((name): [string, object] => [
    `${V1}/${facetOf(name).path}`,
    facetBody(name, [ANOTHER_OF_EACH[name]]),
  ]);

  it.each([[V1, { description: 'x' }], ...ROUTES])('%s describes both answers', async (path, body) => {
    const api = await document();
    const { parameters = [], responses } = api.operation('put', path);
    const dry_run = { name: 'dry_run', in: 'query', required: false, schema: { type: 'boolean', default: false } };
    expect(parameters).toContainEqual(expect.objectContaining(dry_run));
    const address = path.replace('/api/v1', '').replace('{template}', 'postgres');
    const schema = responses['200']?.content?.['application/json']?.schema ?? { not: {} };
    for (const answer of [await preview(address, body), (await server.http.put(address).send(body).expect(200)).body])
      expect(api.errors(schema, answer)).toEqual([]);
    expect(api.errors(schema, { dry_run: true })).not.toEqual([]);
  });

  it.each(['usage', 'overrides'])('describes %s', async (path) => {
    const api = await document();
    const schema = api.operation('get', `${V1}/${path}`).responses['200']?.content?.['application/json']?.schema;
    const { body } = await server.http.get(`/services/postgres/${path}`).expect(200);
    expect(api.errors(schema ?? { not: {} }, body)).toEqual([]);
  });
});

describe('many instances', () => {
  const COUNT = 130;

  beforeAll(async () => {
    const template = await aTemplate(server.dataSource, { name: 'wide' });
    await newStack(server, 'wide');
    const numbers = `generate_series(1, ${COUNT}) n`;
    await server.dataSource.query(`
      INSERT INTO service_instances (stack_id, instance_id, template_service_id, container_name, image_tag)
      SELECT stacks.id, 'i' || lpad(n::text, 3, '0'), ${template.id}, 'devarch-wide-i' || n, CASE WHEN n % 10 = 0 THEN 'x' END
      FROM stacks, ${numbers} WHERE name = 'wide' ORDER BY n DESC`);
    await server.dataSource.query(`
      INSERT INTO instance_labels (instance_id, key, removed)
      SELECT id, 'team', true FROM service_instances WHERE template_service_id = ${template.id} AND image_tag IS NULL`);
  });

  it('are all counted; the first hundred by name are shown', async () => {
    const report = await preview('/services/wide', { image_tag: '2', labels: [{ key: 'team', value: 'a' }] });
    expect(report).toMatchObject({ instance_count: COUNT, affected_count: COUNT, shielded_count: COUNT });
    const names = report.instances.map(({ instance_id }) => instance_id);
    expect(names).toEqual(Array.from({ length: 100 }, (_, n) => `i${String(n + 1).padStart(3, '0')}`));
    expect(await preview('/services/wide', { image_tag: '2' })).toMatchObject({
      affected_count: 117,
      shielded_count: 13,
    });
  });

  it('take no more statements', async () => {
    const statements = await server.statements(() => preview('/services/wide', { image_tag: '2' }));
    expect(statements).toHaveLength(2);
  });
});

/** The n-th item of a facet in one of its values; two ports of one n share their key. */
const ITEM: FacetMap<(n: number, v: number) => object> = {
  ports: (n, v) => ({ ...ANOTHER_OF_EACH.ports, host_port: 1000 + 10 * n + v, container_port: 100 + n }),
  volumes: (n, v) => ({ ...ONE_OF_EACH.volumes, source: `./v${v}`, target: `/data/${n}` }),
  env_vars: (n, v) => ({ key: `KEY_${n}`, value: v === 0 ? null : `v${v}`, is_secret: false }),
  labels: (n, v) => ({ key: `label.${n}`, value: `v${v}` }),
  domains: (n, v) => ({ domain: `d${n}.localhost`, proxy_port: v === 0 ? null : v }),
  healthcheck: (_, v) => ({ ...ONE_OF_EACH.healthcheck, retries: v }),
  config_files: (n, v) => ({ ...ONE_OF_EACH.config_files, file_path: `/etc/${n}.conf`, content: `v${v}` }),
};

const [MAX_KEY, MAX_VALUE] = [3, 2];
const tuple = fc.tuple(fc.nat(MAX_KEY), fc.nat(MAX_VALUE));

/** Some items of a facet that one owner may have. */
function someItems(name: FacetName) {
  const selector = ([n, v]: [number, number]) =>
    name === 'ports' ? `${n} ${v}` : name === 'healthcheck' ? '' : `${n}`;
  return fc.uniqueArray(tuple, { selector, maxLength: 5 });
}

const specsOf = (name: FacetName, tuples: [number, number][]) => tuples.map(([n, v]) => ITEM[name](n, v));
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
  extra: fc.constantFrom({}, { shm_size: '1g' }),
};

/** What to PUT, and where below the template. */
interface Edit {
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

const edit = fc.oneof({ weight: 3, arbitrary: update }, { weight: 1, arbitrary: replacement });

const overrides = fc.record(
  perFacet((_, name) =>
    fc.tuple(
      someItems(name),
      fc.infiniteStream(fc.boolean()).map((stream) => [...stream.take(5)]),
    ),
  ),
);
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
      const { settings, inherited: _, ...facets } = report.changes;
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
        return { stack, instance_id, container_name, affected, shielded, settings_affected, settings_shielded };
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
      const reached = report.changes.inherited.includes('extra') ? PLACES.length : different.length;
      expect(report).toMatchObject({ instance_count: PLACES.length, affected_count: reached });
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
