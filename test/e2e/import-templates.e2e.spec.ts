import { dependency } from '../setup/effective-stack.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpTables } from '../setup/dump.js';
import { NO_CHANGES } from '../setup/import-story.js';
import { FILE } from '../setup/services-file.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const PATH = '/services/import';
const importFile = (compose: string, more: object = {}, query = '') =>
  server.http.post(`${PATH}${query}`).send({ compose, ...more });
const template = async (name: string) => (await server.http.get(`/services/${name}`).expect(200)).body;

it('makes a template of each service, also of services that need one another', async () => {
  const { body } = await importFile(FILE).expect(200);
  const created = (service: string, ...warnings: string[]) => ({
    ...{ service, template: service, result: 'created', reach: null },
    ...NO_CHANGES,
    warnings: warnings.map((warning) => {
      const [code, where] = warning.split(' ');
      return { code, where, message: expect.any(String), line: null };
    }),
  });
  expect(body).toEqual({
    dry_run: false,
    services: [
      created('shop-base'),
      created('shop-api', 'variable-filled-in /services/shop-api/image', 'env-file-kept /services/shop-api/env_file'),
      created('shop-db', 'dependency-unknown /services/shop-db/depends_on'),
      created('shop-queue'),
    ],
    warnings: [],
  });
  expect(body.services[1].warnings[1].message).toBe(
    'is not read (.env, more.env); the variables in it are missing here',
  );
  expect(await template('shop-api')).toMatchObject({
    ...{ image_name: 'acme/api', image_tag: '2.1', category: null, restart_policy: 'no', enabled: true },
    env_vars: [
      { key: 'LANG', value: 'C' },
      { key: 'MODE', value: 'api' },
    ],
    options: [
      { key: 'cap_add', value: ['A', 'B'] },
      { key: 'env_file', value: ['.env', { path: 'more.env' }] },
    ],
    dependencies: [
      dependency({ service: 'shop-db', condition: 'service_healthy' }),
      dependency({ service: 'shop-queue' }),
    ],
  });
  expect((await template('shop-db')).dependencies).toEqual([dependency({ service: 'shop-api' })]);
});

it('writes nothing when the same file comes again', async () => {
  const before = await dumpTables(server);
  const { body } = await importFile(FILE).expect(200);
  expect(body.services.map(({ result }: { result: string }) => result)).toEqual(Array(4).fill('unchanged'));
  expect(await dumpTables(server)).toEqual(before);
});

describe('a template that is there', () => {
  const changed = FILE.replace('5433:5432', '5434:5432').replace(
    'services:\n',
    'services:\n  shop-new: {image: new}\n',
  );
  const results = (body: { services: { service: string; result: string }[] }) =>
    Object.fromEntries(body.services.map(({ service, result }) => [service, result]));

  beforeAll(async () => {
    await server.http.post('/stacks').send({ name: 'shop' }).expect(201);
    for (const instance_id of ['a', 'b'])
      await server.http.post('/stacks/shop/instances').send({ instance_id, template: 'shop-db' }).expect(201);
    await server.http
      .put('/stacks/shop/instances/b/ports')
      .send({ ports: [{ container_port: 5432, host_port: 9999 }] })
      .expect(200);
  });

  it.each([
    ['in the body', { dry_run: true }, ''],
    ['in the address', {}, '?dry_run=true'],
  ])(
    'is shown with whom a change reaches by a dry run asked for %s, and nothing is written',
    async (_, more, query) => {
      const before = await dumpTables(server);
      const { body } = await importFile(changed, more, query).expect(200);
      expect(body.dry_run).toBe(true);
      expect(results(body)).toEqual({
        ...{ 'shop-new': 'created', 'shop-base': 'unchanged', 'shop-api': 'unchanged', 'shop-db': 'updated' },
        'shop-queue': 'unchanged',
      });
      expect(body.services[3].reach).toEqual({ instance_count: 2, affected_count: 1, shielded_count: 1 });
      expect(await dumpTables(server)).toEqual(before);
    },
  );

  it('is kept where nothing is to be updated', async () => {
    const { body } = await importFile(changed, { update: false }).expect(200);
    expect(results(body)).toMatchObject({ 'shop-new': 'created', 'shop-db': 'kept', 'shop-api': 'unchanged' });
    expect((await template('shop-db')).ports).toMatchObject([{ host_port: 5433 }]);
  });

  it('is updated otherwise, and reaches its instances', async () => {
    const { body } = await importFile(changed).expect(200);
    expect(results(body)).toMatchObject({ 'shop-new': 'unchanged', 'shop-db': 'updated' });
    expect(await template('shop-db')).toMatchObject({ revision: 2, ports: [{ host_port: 5434 }] });
    const { body: effective } = await server.http.get('/stacks/shop/instances/a/effective-config');
    expect(effective.ports).toMatchObject([{ host_port: 5434, source: 'template' }]);
  });

  it('keeps what a Compose file has no word for', async () => {
    const kept = {
      ...{ category: 'database', description: 'Ours', enabled: false },
      domains: [{ domain: 'db.localhost' }],
      env_vars: [{ key: 'TOKEN', value: 'hunter2', is_secret: true }],
    };
    await server.http.put('/services/shop-new').send(kept).expect(200);
    const before = await template('shop-new');
    const { body } = await importFile('services: {shop-new: {image: new, environment: {TOKEN: hunter2}}}').expect(200);
    expect(results(body)).toEqual({ 'shop-new': 'unchanged' });
    for (const reference of ['${TOKEN}', '$TOKEN', '${TOKEN:?give it}', '***'])
      expect(
        (await importFile(`services: {shop-new: {image: new, environment: {TOKEN: "${reference}"}}}`)).body.services,
      ).toMatchObject([{ result: 'unchanged', warnings: [] }]);
    expect(await template('shop-new')).toEqual(before);
    const { body: other } = await importFile('services: {shop-new: {image: new, environment: {TOKEN: swordfish}}}');
    expect(other.services).toMatchObject([{ result: 'updated', reach: { instance_count: 0 } }]);
    const after = await template('shop-new');
    expect(after).toMatchObject({ ...kept, domains: before.domains, env_vars: [{ value: '***', is_secret: true }] });
    expect(after.env_vars[0].fingerprint).not.toBe(before.env_vars[0].fingerprint);
  });

  it('gets what x-devarch says', async () => {
    const compose =
      'services: {shop-new: {image: new, x-devarch: {category: cache, description: Theirs, domains: []}, environment: {T: "${T}"}}}';
    const { body } = await importFile(compose).expect(200);
    expect(body.services[0].conflicts).toMatchObject([
      { part: 'values', key: 'category', mine: [{ value: 'database' }], theirs: [{ value: 'cache' }] },
      { part: 'values', key: 'description' },
    ]);
    await importFile(compose, { mode: 'replace' }).expect(200);
    expect(await template('shop-new')).toMatchObject({ category: 'cache', description: 'Theirs', domains: [] });
  });
});

it('takes the category beside the file where the file names none', async () => {
  const compose = 'services: {cat-a: {image: a}, cat-b: {image: b, x-devarch: {category: cache}}}';
  await importFile(compose, { category: 'proxy' }).expect(200);
  expect([(await template('cat-a')).category, (await template('cat-b')).category]).toEqual(['proxy', 'cache']);
});

it('stores a secret that is only referred to without a value, and says so', async () => {
  const compose = 'services: {sec: {image: a, x-devarch: {secrets: [A]}, environment: ["A=${A}"]}}';
  const { body } = await importFile(compose).expect(200);
  expect(body.services[0].warnings).toEqual([
    expect.objectContaining({ code: 'secret-without-value', where: '/services/sec/environment/0' }),
  ]);
  expect((await template('sec')).env_vars).toMatchObject([{ value: null, is_secret: true }]);
});
