import type { TestApp } from '../setup/app.js';
import { startShop } from '../setup/raw-http.js';

/** Who is wrong about a name or an address is told the nearest that there is. */

let server: TestApp;

beforeAll(async () => {
  server = await startShop();
  await server.http.post('/categories').send({ name: 'database' }).expect(201);
  for (const name of ['old-shop', 'other']) {
    await server.http.post('/stacks').send({ name }).expect(201);
    await server.http.delete(`/stacks/${name}`).expect(204);
  }
  await server.http.post('/stacks/shop/instances').send({ instance_id: 'queue', template: 'postgres' }).expect(201);
  await server.http.post('/stacks/shop/instances/queue/duplicate').send({ instance_id: 'reports' }).expect(201);
  await server.http.delete('/stacks/shop/instances/reports').expect(204);
  await server.http.put('/stacks/shop/instances/db/files/etc/app.conf').send({ content: 'a' }).expect(200);
});
afterAll(() => server.close());

const QUEUE = '/stacks/shop/instances/queu';

type Verb = 'get' | 'put' | 'post' | 'patch' | 'delete';

it.each<[Verb, string, string, object?]>([
  ['get', '/stacks/shp', 'There is no stack "shp"; did you mean "shop"?'],
  ['get', '/stacks/Shop', 'There is no stack "Shop"; did you mean "shop"?'],
  ['put', '/stacks/shpo', 'There is no stack "shpo"; did you mean "shop"?', { enabled: true }],
  ['get', '/stacks/shp/findings', 'There is no stack "shp"; did you mean "shop"?'],
  ['get', '/stacks/shp/instances/db', 'There is no stack "shp"; did you mean "shop"?'],
  ['get', '/stacks/oldshop', 'There is no stack "oldshop".'],
  ['get', '/stacks/nowhere', 'There is no stack "nowhere".'],
  ['post', '/stacks/trash/oldshop/restore', 'There is no stack "oldshop" in the trash; did you mean "old-shop"?'],
  ['get', QUEUE, 'There is no instance "queu" in stack "shop"; did you mean "queue"?'],
  ['get', `${QUEUE}/effective-config`, 'There is no instance "queu" in stack "shop"; did you mean "queue"?'],
  ['get', `${QUEUE}/compose`, 'There is no instance "queu" in stack "shop"; did you mean "queue"?'],
  [
    'patch',
    `${QUEUE}/ports`,
    'There is no instance "queu" in stack "shop"; did you mean "queue"?',
    { remove: ['1/tcp'] },
  ],
  ['delete', `${QUEUE}/overrides`, 'There is no instance "queu" in stack "shop"; did you mean "queue"?'],
  [
    'delete',
    '/stacks/shop/instances/trash/report',
    'There is no instance "report" in the trash of stack "shop"; did you mean "reports"?',
  ],
  [
    'get',
    '/stacks/shop/instances/db/files/etc/ap.conf',
    'Instance "db" does not override the file "/etc/ap.conf"; did you mean "/etc/app.conf"?',
  ],
  ['get', '/services/postgress', 'There is no template "postgress"; did you mean "postgres"?'],
  ['put', '/services/Postgres/ports', 'There is no template "Postgres"; did you mean "postgres"?', { ports: [] }],
  [
    'post',
    '/stacks/shop/instances',
    'There is no template "postgress"; did you mean "postgres"?',
    { instance_id: 'x', template: 'postgress' },
  ],
  ['get', '/categories/databse', 'There is no category "databse"; did you mean "database"?'],
  ['get', `/stacks/${'x'.repeat(2000)}`, `There is no stack "${'x'.repeat(2000)}".`],
])('%s %s', async (...[method, path, detail, body]) => {
  const answer = await server.http[method](path).send(body);
  expect([answer.status, answer.body.detail]).toEqual([404, detail]);
});

it('looks at the names next to it alone, however many there are', async () => {
  await server.dataSource.query(
    `INSERT INTO stacks (name, network_name) SELECT 's' || n, 's' || n || '-net' FROM generate_series(100000, 120000) n`,
  );
  const { body } = await server.http.get('/stacks/s11000x').expect(404);
  expect(body.detail).toMatch(/^There is no stack "s11000x"; did you mean "s11000\d"\?$/);
  const statements = await server.statements(() => server.http.get('/stacks/s11000x'));
  expect(statements).toHaveLength(2);
  expect(statements[1]).toContain('LIMIT 100');
});

it.each([
  ['GET', '/api/v1/templates', '/api/v1/services'],
  ['GET', '/api/v1/services/postgres/env_vars', '/api/v1/services/postgres/env-vars'],
  ['GET', '/api/v1/stacks/', '/api/v1/stacks'],
  ['GET', '/stacks/shop?limit=1', '/api/v1/stacks/shop'],
  ['POST', '/api/v1/stacks/shop/enabel', '/api/v1/stacks/shop/enable'],
  ['PUT', '/api/v1/stacks/shop/instances/db/config-files', '/api/v1/stacks/shop/instances/db/files'],
  ['GET', '/swagger', '/docs'],
])('%s %s is a 404 that says %s', async (method, path, address) => {
  const answer = await fetch(`${server.url}${path}`, { method });
  const [place] = path.split('?');
  expect([answer.status, answer.headers.get('content-type')]).toEqual([404, 'application/problem+json; charset=utf-8']);
  expect(await answer.json()).toMatchObject({
    detail: `There is nothing at ${place} for ${method}; did you mean ${address}?`,
    instance: place,
  });
});
