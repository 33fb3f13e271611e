import { TARGETS } from '../../src/render/renderers.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { newInstance, newStack } from '../setup/story.js';

const [INHERITED, OWN] = ['correct-horse-inherited', 'battery$taple-own'];
const COMPOSE = '/stacks/shop/compose';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  const env_vars = [
    { key: 'INHERITED', value: INHERITED, is_secret: true },
    { key: 'OVERRIDDEN', value: 'never-in-effect', is_secret: true },
    { key: 'REMOVED', value: 'never-in-effect', is_secret: true },
    { key: 'EMPTY', value: null, is_secret: true },
    { key: 'PLAIN', value: 'plain' },
  ];
  await server.http.post('/services').send({ name: 'postgres', image_name: 'postgres', env_vars }).expect(201);
  await newStack(server, 'shop');
  for (const name of ['db', 'reports']) await newInstance(server, 'shop', name);
  const patch = { set: [{ key: 'OVERRIDDEN', value: OWN }], remove: ['REMOVED'] };
  await server.http.patch('/stacks/shop/instances/db/env-vars').send(patch).expect(200);
});
afterAll(() => server.close());

const text = async (path: string) => (await server.http.get(path).expect(200)).text;
const revealed = async (path: string) =>
  (await server.http.post(path).set('accept', 'application/json').expect(200)).body;
const json = async (path: string) => (await server.http.get(path).set('accept', 'application/json').expect(200)).body;

it('a rendered file refers to secrets by name', async () => {
  const { services } = await json(COMPOSE);
  const { INHERITED: inherited, OVERRIDDEN, PLAIN } = services.db.environment;
  expect([inherited, OVERRIDDEN, PLAIN]).toEqual(['${DB_INHERITED}', '${DB_OVERRIDDEN}', 'plain']);
  for (const target of TARGETS) {
    const rendered = await text(`${COMPOSE}?target=${target}`);
    for (const secret of [INHERITED, 'taple-own', 'never-in-effect', '***']) expect(rendered).not.toContain(secret);
  }
  expect(await text(`${COMPOSE}/env`)).not.toContain(INHERITED);
});

it('revealed, it has the values in effect, in either place, and no other', async () => {
  const { services } = await revealed(`${COMPOSE}/reveal`);
  expect(services.db.environment).toMatchObject({ INHERITED, OVERRIDDEN: 'battery$$taple-own' });
  expect(services.reports.environment).toMatchObject({ INHERITED, OVERRIDDEN: 'never-in-effect' });
  expect(services.db.environment).not.toHaveProperty('REMOVED');
  const variables = await revealed(`${COMPOSE}/env/reveal`);
  expect(variables).toContainEqual(expect.objectContaining({ name: 'DB_OVERRIDDEN', value: OWN }));
  const own = await revealed('/stacks/shop/instances/db/compose/reveal');
  expect(own.services.db.environment).toMatchObject({ INHERITED });
});

it('revealing takes one statement more', async () => {
  expect(await server.statements(() => json(COMPOSE))).toHaveLength(1);
  expect(await server.statements(() => revealed(`${COMPOSE}/reveal`))).toHaveLength(2);
});
