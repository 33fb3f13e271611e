import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import { STACK_EXAMPLES } from '../../src/transfer/dto/examples.js';
import { readStackFile } from '../../src/transfer/read-stack-file.js';
import { StackExportService } from '../../src/transfer/stack-export.service.js';
import type { TestApp } from '../setup/app.js';
import { startShops } from '../setup/shop-apps.js';
import { dumpConfiguration } from '../setup/dump.js';
import { aTemplate } from '../setup/factories.js';
import { stackFileErrors } from '../setup/stack-file.js';
import { ALL_SETTINGS, newInstance, newStack, problem } from '../setup/story.js';
import { SHOP } from '../setup/shop-export.js';

let server: TestApp;
let elsewhere: TestApp;
beforeAll(async () => {
  [server, elsewhere] = await startShops();
});
afterAll(() => Promise.all([server.close(), elsewhere.close()]));

const PATH = '/stacks/import';
const exportOf = async (stack: string, from = server) =>
  (await from.http.get(`/stacks/${stack}/export`).expect(200)).text;
const importFile = (content: string, more: object = {}, into = server) =>
  into.http.post(PATH).send({ format: 'devarch', content, ...more });

describe('an export', () => {
  it('says what the instances differ in, by name, and never a secret', async () => {
    const answer = await server.http.get('/stacks/shop/export').expect(200);
    expect(answer.headers['content-type']).toBe('application/yaml; charset=utf-8');
    expect(answer.text).toBe(SHOP);
  });

  it('is JSON where that is asked for, and what the schema says', async () => {
    const { body, headers } = await server.http
      .get('/stacks/shop/export')
      .set('accept', 'application/json')
      .expect(200);
    expect(headers['content-type']).toMatch(/^application\/json/);
    expect(body).toEqual(parseYaml(SHOP));
    expect(stackFileErrors(body)).toEqual([]);
    expect(stackFileErrors({ ...body, devarch: 2, x: 1, stack: { name: 'No' } })).toHaveLength(3);
  });

  it('is what the documentation and the API document show', async () => {
    const page = await readFile('docs/import-export.md', 'utf8');
    const [, shown = ''] = /```yaml\n(devarch: 1\n[^]*?)```/.exec(page) ?? [];
    for (const text of [shown, STACK_EXAMPLES.devarch.value.content]) {
      expect(stackFileErrors(parseYaml(text))).toEqual([]);
      expect(readStackFile(text).instances).toHaveLength(1);
    }
  });

  it('needs one statement and a stack', async () => {
    const statements = await server.statements(() => server.get(StackExportService).export('shop'));
    expect(statements).toHaveLength(1);
    const { body } = await server.http.get('/stacks/nope/export').expect(404);
    expect(body).toEqual(problem(404, '/stacks/nope/export', 'There is no stack "nope".'));
  });
});

describe('an export that is imported over its own stack', () => {
  it.each(['update', 'replace'])('changes with mode=%s nothing and keeps every secret', async (mode) => {
    const before = await dumpConfiguration(server);
    const { body } = await importFile(SHOP, { mode }).expect(200);
    expect([body.stack.result, body.losses]).toEqual(['unchanged', []]);
    expect(body.instances).toMatchObject([
      { instance_id: 'db', result: 'unchanged', losses: [], matched_by: 'name', override_count: 15 },
      { instance_id: 'web', result: 'unchanged', losses: [], override_count: 1 },
    ]);
    expect(await dumpConfiguration(server)).toEqual(before);
  });

  it('leaves what was changed since and names it, and brings it back with replace', async () => {
    await server.http.put('/stacks/shop/instances/web/labels').send({ labels: [{ key: 'a' }] });
    await server.http.put('/stacks/shop/instances/db').send({ enabled: true, settings: { command: null } });
    await server.http.put('/stacks/shop').send({ description: 'Changed', network_name: 'changed' });
    await newInstance(server, 'shop', 'new');
    const { body: db } = await server.http.get('/stacks/shop/instances/db');
    const { body } = await importFile(SHOP, { mode: 'update' }).expect(200);
    const results = body.instances.map(({ result }: { result: string }) => result);
    expect([body.stack.result, ...results]).toEqual(Array(3).fill('unchanged'));
    expect(body).toMatchObject({ dropped: [], changed: [], conflicts: [] });
    expect(body.kept.map(({ instance_id, part, key }: Record<string, string>) => [instance_id, part, key])).toEqual([
      [null, 'stack', 'description'],
      [null, 'stack', 'network_name'],
      ['new', 'instances', 'new'],
      ['db', 'settings', 'command'],
      ['db', 'values', 'enabled'],
      ['web', 'labels', 'a'],
    ]);
    const replaced = await importFile(SHOP, { mode: 'replace' }).expect(200);
    expect(replaced.body.instances).toMatchObject([{}, {}, { instance_id: 'new', result: 'deleted' }]);
    expect(replaced.body).toMatchObject({ kept: [], conflicts: [] });
    const { body: after } = await server.http.get('/stacks/shop/instances/db');
    expect({ ...after, updated_at: 0 }).toEqual({
      ...{ ...db, updated_at: 0, enabled: false },
      settings: ALL_SETTINGS,
    });
    expect(await exportOf('shop')).toBe(SHOP);
  });

  it('mode=create refuses it', async () => {
    expect((await importFile(SHOP).expect(409)).body.detail).toBe(
      'A stack "shop" exists already; mode "update" brings it to what the file says, or give another name.',
    );
  });
});

describe('another template', () => {
  const file = 'devarch: 1\nstack: {name: swap}\ninstances: [{name: a, template: redis}]';

  it('for an instance is refused by update, and takes the place of the instance by replace', async () => {
    await aTemplate(server.dataSource, { name: 'redis' });
    await newStack(server, 'swap');
    await newInstance(server, 'swap', 'a');
    const { body } = await importFile(file, { mode: 'update' }).expect(422);
    expect(body.detail).toContain('is "redis", and the instance "a" is one of "postgres"');
    const replaced = await importFile(file, { mode: 'replace' }).expect(200);
    expect(replaced.body.instances).toMatchObject([
      { result: 'created', template: 'redis' },
      { result: 'deleted', template: 'postgres' },
    ]);
    expect((await server.http.get('/stacks/swap/instances/trash')).body).toMatchObject([{ template_name: 'postgres' }]);
  });
});
