import { CatalogService } from '../../src/catalog/catalog.service.js';
import { Options1769400000000 } from '../../src/database/migrations/1769400000000-options.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { importFiles, rendersOf } from '../setup/renders.js';

const CLONES = 5;
const NEWEST = new Options1769400000000().name;

/** As the versions before had them: no instance with options of its own or without a setting, and no port that leaves something open. */
let server: TestApp;
let stacks: string[];
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
  stacks = await importFiles(server, CLONES);
  await server.dataSource.query('DELETE FROM instance_options');
  await server.dataSource.query("UPDATE service_instances SET removed_settings = '{}'");
  for (const side of ['service', 'instance'])
    await server.dataSource.query(
      `UPDATE ${side}_ports SET host_ip = coalesce(host_ip, '0.0.0.0'), host_port = coalesce(host_port, 20000 + id)`,
    );
}, 300_000);
afterAll(() => server.close());

const query = (sql: string) => server.dataSource.query(sql);
const keysStored = () =>
  query('SELECT service_id, key, value FROM service_options ORDER BY service_id, key COLLATE "C"');

async function down(): Promise<void> {
  const { dataSource } = server;
  while ((await dataSource.query('SELECT FROM devarch_migrations WHERE name = $1', [NEWEST])).length > 0)
    await dataSource.undoLastMigration({ transaction: 'each' });
}

it('the whole catalogue and many imported stacks render the same bytes as in the version before, key by key', async () => {
  const renders = await rendersOf(server, stacks);
  const stored = await keysStored();
  expect([stacks.length > 200, stored.length > 100]).toEqual([true, true]);
  await down();
  const [{ keys }] = await query('SELECT count(*)::int AS keys FROM services, jsonb_object_keys(extra)');
  expect(keys).toBe(stored.length);
  await server.dataSource.runMigrations();
  expect(await keysStored()).toEqual(stored);
  expect(await rendersOf(server, stacks)).toEqual(renders);
}, 300_000);

it('a key without a value says nothing, and what no key can be called is kept under a name of its own', async () => {
  await down();
  const long = 'k'.repeat(300);
  const extra = { tty: null, '': 1, [long]: { a: [null] }, constructor: { b: false }, deploy: {}, text: 'null' };
  await server.dataSource.query("INSERT INTO services (name, image_name, extra) VALUES ('odd', 'a', $1)", [extra]);
  await server.dataSource.runMigrations();
  const options = await query(
    `SELECT key, value FROM service_options JOIN services ON services.id = service_id WHERE name = 'odd' ORDER BY key COLLATE "C"`,
  );
  expect(options).toEqual([
    { key: 'constructor', value: { b: false } },
    { key: 'deploy', value: {} },
    { key: 'text', value: 'null' },
    { key: 'x-former-keys', value: { '': 1, [long]: { a: [null] } } },
  ]);
});

it('is not taken back while an instance has options of its own, which the version before cannot store', async () => {
  await query(
    `INSERT INTO instance_options (instance_id, key, value) SELECT min(id), 'tty', 'true' FROM service_instances`,
  );
  await expect(down()).rejects.toThrow('instance_options holds options, which would be lost.');
});
