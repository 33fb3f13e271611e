import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';

/** Corners that were wrong once. */
let server: TestApp;
const DB = '/stacks/shop/instances/db';

beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, { labels: [{ key: 'a', value: '1' }] });
  await server.http.post('/stacks').send({ name: 'shop' });
  await server.http.post('/stacks/shop/instances').send({ instance_id: 'db', template: 'postgres' });
});
afterAll(() => server.close());

const cursor = (...position: unknown[]) => Buffer.from(JSON.stringify(position)).toString('base64url');

it('a stack may be renamed although one new container name is another one’s old name', async () => {
  await server.http.post('/stacks').send({ name: 'a' });
  for (const instance_id of ['a', 'b-a', 'b-b-a']) {
    await server.http.post('/stacks/a/instances').send({ instance_id, template: 'postgres' }).expect(201);
  }
  await server.http.post('/stacks/a/rename').send({ name: 'a-b' }).expect(200);
  const { body } = await server.http.get('/stacks/a-b/instances');
  expect(body.map(({ container_name }: { container_name: string }) => container_name)).toEqual([
    'devarch-a-b-a',
    'devarch-a-b-b-a',
    'devarch-a-b-b-b-a',
  ]);
});

it('a copy without a name passes over names whose container another stack has', async () => {
  await server.http.post('/stacks').send({ name: 'shop-db' });
  await server.http.post('/stacks/shop-db/instances').send({ instance_id: 'copy', template: 'postgres' }).expect(201);
  const { body } = await server.http.post(`${DB}/duplicate`).expect(201);
  expect(body.instance_id).toBe('db-copy-2');
});

it.each([
  ['labels', { labels: [{ removed: true, key: null }] }, '/labels/0/key'],
  ['volumes', { volumes: [{ removed: true, target: null }] }, '/volumes/0/target'],
  ['ports', { ports: [{ removed: true, container_port: null }] }, '/ports/0/container_port'],
  ['ports', { ports: [{ removed: true, container_port: 5432, protocol: null }] }, '/ports/0/protocol'],
])('a removal in %s without a key is refused: %j', async (path, body, pointer) => {
  const answer = await server.http.put(`${DB}/${path}`).send(body);
  expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([400, pointer]);
});

it.each(['2020-01-01 00:00:00 Foo/Bar', '2020-01-01 00:00:00+99', 'now', 'x', '2020-13-01T00:00:00.000000Z'])(
  'a cursor with the time %s is refused',
  async (time) => {
    for (const path of ['/stacks/shop/instances', '/stacks/shop/instances/trash', '/stacks/trash']) {
      const answer = await server.http.get(`${path}?cursor=${cursor(time, 1)}`);
      expect([path, answer.status, answer.body.errors?.[0].parameter]).toEqual([path, 400, 'cursor']);
    }
  },
);

it('a single item written leaves the rows of the others as they are, ids included', async () => {
  await server.http.put(`${DB}/labels`).send({
    labels: [
      { key: 'x', value: '1' },
      { key: 'y', value: '2' },
    ],
  });
  const [before] = (await server.http.get(`${DB}/labels`)).body;
  await server.http
    .patch(`${DB}/labels`)
    .send({ set: [{ key: 'y', value: '3' }] })
    .expect(200);
  expect((await server.http.get(`${DB}/labels`)).body[0]).toEqual(before);
});

it('a facet never grows past what one write may hold', async () => {
  const batch = (from: number) => Array.from({ length: 600 }, (_, n) => ({ key: `KEY_${from + n}`, value: '' }));
  await server.http
    .patch(`${DB}/env-vars`)
    .send({ set: batch(0) })
    .expect(200);
  const answer = await server.http.patch(`${DB}/env-vars`).send({ set: batch(600) });
  expect([answer.status, answer.body.errors[0].reason]).toEqual([
    400,
    'would make 1200 overrides; at most 1000 are allowed',
  ]);
});

it('many removals that come to resets are listed as far as a header holds', async () => {
  const keys = Array.from({ length: 500 }, (_, n) => `some.rather.long.label.key.${n}`);
  await server.http
    .put(`${DB}/labels`)
    .send({ labels: keys.map((key) => ({ key, value: '' })) })
    .expect(200);
  const { headers } = await server.http.patch(`${DB}/labels`).send({ remove: keys }).expect(200);
  expect(String(headers['x-reset-keys']).length).toBeLessThan(2100);
  expect(headers['x-reset-keys']).toMatch(/, \+\d+$/);
});

it('the next link keeps a question mark in a filter', async () => {
  for (const name of ['q1', 'q2']) await server.http.post('/stacks').send({ name, description: 'a?b' });
  const { headers } = await server.http.get('/stacks?limit=1&search=a?b').expect(200);
  expect(headers.link).toContain('search=a%3Fb');
});

it('an empty body that says it is JSON is no body', async () => {
  await server.http.post('/stacks/shop/enable').set('content-type', 'application/json').expect(200);
  await server.http.delete(`${DB}/ports`).set('content-type', 'application/json').expect(204);
});

it('settings without a setting are nothing given', async () => {
  const answer = await server.http.put(DB).send({ settings: {} });
  expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, '/settings']);
});

it.each([
  ['put', `${DB}/healthcheck`, { healthcheck: { test: '["pg_isready"]' } }, '/healthcheck/test'],
  ['post', '/stacks', { name: 'isolated', network_name: 'host' }, '/network_name'],
] as const)('%s %s %j is refused', async (method, path, body, pointer) => {
  const answer = await server.http[method](path).send(body);
  expect([answer.status, answer.body.errors[0].pointer]).toEqual([400, pointer]);
});

it('a diff is JSON for a client that takes both', async () => {
  const both = await server.http.get(`${DB}/diff`).set('accept', 'application/json, text/plain, */*');
  expect(both.headers['content-type']).toContain('application/json');
});

it('pruning a stack passes over nothing and fails for nothing when an instance goes at the same time', async () => {
  for (let round = 0; round < 5; round++) {
    await server.http.post('/stacks/shop/instances').send({ instance_id: 'gone', template: 'postgres' });
    await server.http.put('/stacks/shop/instances/gone/labels').send({ labels: [{ key: 'a', value: '1' }] });
    const [pruned] = await Promise.all([
      server.http.post('/stacks/shop/overrides/prune'),
      server.http.delete('/stacks/shop/instances/gone'),
    ]);
    expect(pruned.status).toBe(200);
  }
});
