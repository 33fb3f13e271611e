import { FACET_NAMES, facetOf, perFacet } from '../../src/facets/facets.js';
import type { TemplateImpact } from '../../src/templates/impact/impact-answers.js';
import { TemplateOverviewService } from '../../src/templates/overview/template-overview.service.js';
import type { TestApp } from '../setup/app.js';
import { startImpactApp } from '../setup/impact-app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { facetBody, newStack } from '../setup/story.js';

let server: TestApp;

beforeAll(async () => {
  server = await startImpactApp();
});
afterAll(() => server.close());

const NO_KEYS = { added: [], removed: [], changed: [] };
const NO_LINKS = { links: NO_KEYS, provides: NO_KEYS };
const NO_CHANGES = { settings: [], inherited: [], ...NO_LINKS, ...perFacet(() => NO_KEYS) };
const KEY = perFacet((facet, name) => [facet.key(ANOTHER_OF_EACH[name]), facet.key(ONE_OF_EACH[name])]);
const NOT_REACHED = { affected: {}, shielded: {}, settings_affected: [], settings_shielded: [], unbound: [] };
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
      ...{ instance_count: 2, affected_count: 2, shielded_count: 1, unbound_count: 0, referred_by: [] },
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
      ...{ changes: NO_CHANGES, instance_count: 2, affected_count: 0, shielded_count: 0, unbound_count: 0 },
      instances: [PLAIN, DB],
    });
  });

  it('says what reaches every instance because none can override it', async () => {
    const change = { name: 'pg', dependencies: [{ service: 'redis' }], enabled: false };
    const report = await preview('/services/postgres', change);
    expect(report.changes).toEqual({
      ...NO_CHANGES,
      inherited: ['name', 'dependencies'],
      links: { ...NO_KEYS, added: ['redis'] },
    });
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
      ...{ instance_count: 0, affected_count: 0, shielded_count: 0, unbound_count: 0, instances: [], referred_by: [] },
    });
  });
});

describe('nothing is written', () => {
  const lists = Object.assign({}, ...FACET_NAMES.map((name) => facetBody(name, [ONE_OF_EACH[name]])));
  const change = {
    ...lists,
    ...{
      name: 'pg',
      category: 'database',
      image_tag: '18',
      options: [{ key: 'x-a', value: 1 }],
      dependencies: [{ service: 'redis' }],
    },
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

  it('in two statements that read and one for each stack, however many instances there are; names and secrets in the change are looked up besides', async () => {
    const ofStack = /"stack"."network_name"/;
    const reading = async (path: string, body: object) => {
      const all = await server.statements(() => preview(path, body));
      expect(all.filter((sql) => ofStack.test(sql)).length).toBeLessThanOrEqual(2);
      return all.filter((sql) => !ofStack.test(sql));
    };
    const count = (body: object) => reading('/services/postgres', body);
    const reads = [expect.stringMatching(/^SELECT /), expect.stringMatching(/^SELECT /)];
    expect(await count({ ...lists, image_tag: '18' })).toEqual([...reads, expect.stringMatching(/^SELECT /)]);
    expect(await reading('/services/postgres/ports', { ports: [] })).toEqual(reads);
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
    expect(statements).toHaveLength(3);
  });
});
