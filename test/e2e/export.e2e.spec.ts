import { readFile } from 'node:fs/promises';
import { parse as parseYaml } from 'yaml';
import { STACK_EXAMPLES } from '../../src/transfer/dto/examples.js';
import { readStackFile } from '../../src/transfer/read-stack-file.js';
import { StackExportService } from '../../src/transfer/stack-export.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpTables } from '../setup/dump.js';
import { aTemplate } from '../setup/factories.js';
import { stackFileErrors } from '../setup/stack-file.js';
import { ALL_SETTINGS, newInstance, newStack, overrideAll, problem, putFacet, TEMPLATE_ITEMS } from '../setup/story.js';

let server: TestApp;
let elsewhere: TestApp;
beforeAll(async () => {
  [server, elsewhere] = await Promise.all([startTestApp(), startTestApp()]);
  for (const { dataSource } of [server, elsewhere]) await aTemplate(dataSource, {}, TEMPLATE_ITEMS);
  await newStack(server, 'shop', { description: 'The shop: "yes"' });
  await newInstance(server, 'shop', 'web');
  await newInstance(server, 'shop', 'db', { description: 'Orders', enabled: false, settings: ALL_SETTINGS });
  await overrideAll(server, '/stacks/shop/instances/db');
  const secret = { key: 'POSTGRES_DB', value: 'hunter2', is_secret: true };
  await putFacet(server, '/stacks/shop/instances/db', 'env_vars', [secret, { key: 'LANG', removed: true }]);
  await putFacet(server, '/stacks/shop/instances/web', 'healthcheck', [{ removed: true }]);
});
afterAll(() => Promise.all([server.close(), elsewhere.close()]));

const PATH = '/stacks/import';
const exportOf = async (stack: string, from = server) =>
  (await from.http.get(`/stacks/${stack}/export`).expect(200)).text;
const importFile = (content: string, more: object = {}, into = server) =>
  into.http.post(PATH).send({ format: 'devarch', content, ...more });

const SHOP = `devarch: 1
stack:
  name: shop
  description: 'The shop: "yes"'
  enabled: true
instances:
  - name: db
    template: postgres
    description: Orders
    enabled: false
    settings:
      image_name: quay.io/acme/db
      image_tag: "9.1"
      command: '["run","--fast"]'
      restart_policy: on-failure:3
      user_spec: "1000:1000"
    overrides:
      ports:
        - host_ip: "0.0.0.0"
          host_port: 15432
          container_port: 5432
          protocol: udp
          publish_mode: host
        - container_port: 8080
          protocol: tcp
          removed: true
      volumes:
        - volume_type: bind
          source: ./data
          target: /data
          read_only: true
          is_external: true
          options:
            selinux: z
        - target: /logs
          removed: true
      env_vars:
        - key: LANG
          removed: true
        - key: POSTGRES_DB
          is_secret: true
      labels:
        - key: com.example.team
          value: payments
        - key: com.example.tier
          removed: true
      domains:
        - domain: admin.localhost
          removed: true
        - domain: shop.localhost
          proxy_port: 8080
      healthcheck:
        test: '["CMD","true"]'
        interval_seconds: 5
        timeout_seconds: 4
        retries: 7
        start_period_seconds: 9
      config_files:
        - file_path: /etc/app.conf
          content: |
            a = 1
          file_mode: "0600"
          is_template: true
        - file_path: /etc/other.conf
          removed: true
  - name: web
    template: postgres
    description: ""
    enabled: true
    overrides:
      healthcheck:
        removed: true
`;

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
    const before = await dumpTables(server);
    const { body } = await importFile(SHOP, { mode }).expect(200);
    expect([body.stack.result, body.losses]).toEqual(['unchanged', []]);
    expect(body.instances).toMatchObject([
      { instance_id: 'db', result: 'unchanged', losses: [], matched_by: 'name', override_count: 13 },
      { instance_id: 'web', result: 'unchanged', losses: [], override_count: 1 },
    ]);
    expect(await dumpTables(server)).toEqual(before);
  });

  it('brings back what was changed since, and nothing else', async () => {
    await server.http.put('/stacks/shop/instances/web/labels').send({ labels: [{ key: 'a' }] });
    await server.http.put('/stacks/shop/instances/db').send({ enabled: true, settings: { command: null } });
    await server.http.put('/stacks/shop').send({ description: 'Changed', network_name: 'changed' });
    await newInstance(server, 'shop', 'new');
    const { body: db } = await server.http.get('/stacks/shop/instances/db');
    const { body } = await importFile(SHOP, { mode: 'update' }).expect(200);
    expect([body.stack.result, ...body.instances.map(({ result }: { result: string }) => result)]).toEqual(
      Array(3).fill('updated'),
    );
    expect((await server.http.get('/stacks/shop')).body.network_name).toBe('devarch-shop-net');
    const { body: after } = await server.http.get('/stacks/shop/instances/db');
    expect({ ...after, updated_at: 0 }).toEqual({
      ...{ ...db, updated_at: 0, enabled: false },
      settings: ALL_SETTINGS,
    });
    const replaced = await importFile(SHOP, { mode: 'replace' }).expect(200);
    expect(replaced.body.instances).toMatchObject([{}, {}, { instance_id: 'new', result: 'deleted' }]);
    expect(await exportOf('shop')).toBe(SHOP);
  });

  it('mode=create refuses it', async () => {
    expect((await importFile(SHOP).expect(409)).body.detail).toBe(
      'A stack "shop" exists already; mode "update" brings it to what the file says, or give another name.',
    );
  });
});

describe('imported elsewhere', () => {
  it('under another name it exports the same, but for the name', async () => {
    const { body } = await importFile(SHOP, { name: 'shop-two' }).expect(200);
    expect(body).toMatchObject({
      stack: { name: 'shop-two', network_name: 'devarch-shop-two-net', result: 'created' },
      instances: [
        { losses: [{ code: 'secret-without-value', where: '/instances/0/overrides/env_vars/1' }] },
        { losses: [] },
      ],
    });
    expect(await exportOf('shop-two')).toBe(SHOP.replace('name: shop', 'name: shop-two'));
    const { body: effective } = await server.http.get('/stacks/shop-two/instances/db/effective-config');
    expect(effective.container_name).toBe('devarch-shop-two-db');
    expect(effective.env_vars).toMatchObject([{ key: 'POSTGRES_DB', value: null, is_secret: true }]);
  });

  it('in another database it exports the same', async () => {
    await importFile(SHOP, {}, elsewhere).expect(200);
    expect(await exportOf('shop', elsewhere)).toBe(SHOP);
  });

  it('as JSON it is the same', async () => {
    const { body } = await server.http.get('/stacks/shop/export').set('accept', 'application/json');
    await importFile(JSON.stringify(body), { name: 'as-json' }, elsewhere).expect(200);
    expect(await exportOf('as-json', elsewhere)).toBe(SHOP.replace('name: shop', 'name: as-json'));
  });

  it('a network of its own goes with it, and is taken where the stack is', async () => {
    await server.http.put('/stacks/shop-two').send({ network_name: 'mine' }).expect(200);
    const file = await exportOf('shop-two');
    expect(file).toContain('\n  network_name: mine\n');
    expect((await importFile(file, { name: 'third' }).expect(409)).body.detail).toBe(
      '"mine" is taken by stack "shop-two".',
    );
    await importFile(file, {}, elsewhere).expect(200);
    expect(await exportOf('shop-two', elsewhere)).toBe(file);
  });

  it('templates that are missing are all named, and nothing is imported', async () => {
    const before = await dumpTables(server);
    const file =
      'devarch: 1\nstack: {name: lacks}\ninstances: [{name: a, template: one}, {name: b, template: postgres}, {name: c, template: two}]';
    const { body } = await importFile(file).expect(422);
    expect(body.detail).toBe('These templates are not here: "one", "two". Nothing was imported.');
    expect(body.errors).toEqual([
      { pointer: '/content#/instances/0/template', reason: 'names no template', given: '"one"' },
      { pointer: '/content#/instances/2/template', reason: 'names no template', given: '"two"' },
    ]);
    expect(await dumpTables(server)).toEqual(before);
  });

  it('a secret that is told is sealed', async () => {
    const file =
      'devarch: 1\nstack: {name: told}\ninstances: [{name: a, template: postgres, overrides: {env_vars: [{key: P, value: hunter2, is_secret: true}]}}]';
    expect((await importFile(file).expect(200)).text).not.toContain('hunter2');
    expect(await exportOf('told')).toContain('        - key: P\n          is_secret: true\n');
    const before = await dumpTables(server);
    await importFile(file, { mode: 'update' }).expect(200);
    await importFile(await exportOf('told'), { mode: 'update' }).expect(200);
    expect(await dumpTables(server)).toEqual(before);
  });

  it('a removal of what the template does not have is left out and named', async () => {
    const file =
      'devarch: 1\nstack: {name: orphan}\ninstances: [{name: a, template: postgres, overrides: {ports: [{container_port: 1, removed: true}]}}]';
    const { body } = await importFile(file).expect(200);
    expect(body.instances).toMatchObject([
      { override_count: 0, losses: [{ code: 'removal-without-item', where: '/instances/0/overrides/ports/0' }] },
    ]);
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

describe('refusals name every wrong place', () => {
  const one = (instance: string) =>
    `devarch: 1\nstack: {name: bad}\ninstances: [{name: a, template: postgres, ${instance}}]`;

  it.each<[string, [pointer: string, reason: RegExp][]]>([
    ['devarch: 2', [['/devarch', /^is a version that is not known here; 1 is$/]]],
    ['services: {}', [['/devarch', /^is required/]]],
    ['- a', [['', /^must be a map with the key devarch$/]]],
    ['devarch: 1', [['/stack', /^is required/]]],
    [
      'devarch: 1\nstack: {name: No, nam: x}',
      [
        ['/stack/nam', /did you mean name/],
        ['/stack/name', /try no$/],
      ],
    ],
    [
      'devarch: 1\nstack: {name: bad, network_name: "a b"}',
      [['/stack', /^gives \/network_name, which must be a network/]],
    ],
    [
      'devarch: 1\nstack: {name: bad}\ninstances: [{name: a, template: postgres}, {name: a, template: postgres}]',
      [['/instances/1/name', /^repeats \/instances\/0$/]],
    ],
    [one('overrides: {port: []}'), [['/instances/0/overrides/port', /did you mean ports/]]],
    [
      one('overrides: {ports: {}, healthcheck: []}'),
      [
        ['/instances/0/overrides/ports', /list/],
        ['/instances/0/overrides/healthcheck', /object/],
      ],
    ],
    [
      one('overrides: {ports: [{host_port: 0}, 1, {removed: true}, {removed: 1}]}'),
      [
        ['/instances/0/overrides/ports/0/host_port', /from 1 to 65535/],
        ['/instances/0/overrides/ports/0/container_port', /required/],
        ['/instances/0/overrides/ports/1', /must be an object/],
        ['/instances/0/overrides/ports/2/container_port', /required/],
        ['/instances/0/overrides/ports/3/removed', /true or false/],
      ],
    ],
    [one('overrides: {labels: [{key: a}, {key: a}]}'), [['/instances/0', /repeats/]]],
    [one('overrides: {labels: [{key: devarch.x}]}'), [['/instances/0/overrides/labels/0/key', /reserved/]]],
    [one('settings: {image: x}'), [['/instances/0/settings/image', /did you mean image_/]]],
  ])('%s', async (content, errors) => {
    const { body } = await importFile(content).expect(400);
    expect(body.errors).toEqual(
      errors.map(([pointer, reason]) =>
        expect.objectContaining({
          pointer: pointer === '' ? '/content' : `/content#${pointer}`,
          reason: expect.stringMatching(reason),
        }),
      ),
    );
  });
});
