import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EntityManager } from 'typeorm';
import type { Statement } from '../../src/sql/statement.js';
import { FACET_NAMES } from '../../src/facets/facets.js';
import { shieldsStatement, usageStatement } from '../../src/templates/overview/template-instances.queries.js';
import { overridesStatement } from '../../src/templates/overview/template-overrides.query.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate } from '../setup/factories.js';
import { ALL_COUNTS, newInstance, newStack, NO_COUNTS, overrideAll, problem, TEMPLATE_ITEMS } from '../setup/story.js';
import { formatSql } from './format-sql.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const get = async (path: string) => (await server.http.get(path).expect(200)).body;

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
          instance('shop', 'a', { override_count: 15, override_counts: ALL_COUNTS }),
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
    const none = { volumes: [], env_vars: [], domains: [], healthcheck: [], config_files: [], options: [] };
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
