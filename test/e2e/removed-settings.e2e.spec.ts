import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import { invalid, newInstance, newStack } from '../setup/story.js';

let server: TestApp;
const DB = '/stacks/shop/instances/db';
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, { command: 'postgres -c fsync=off' });
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
});
afterAll(() => server.close());

const get = async (path: string) => (await server.http.get(path).expect(200)).body;
const put = (body: object) => server.http.put(DB).send(body);

it('an instance goes without the command of its template, and everything says so', async () => {
  const { body } = await put({ removed_settings: ['command'] }).expect(200);
  expect(body).toMatchObject({ removed_settings: ['command'], settings: { command: null } });
  expect(await get(`${DB}/effective-config?explain=true`)).toMatchObject({
    command: null,
    settings_source: { command: 'override', user_spec: 'template' },
    settings_shadowed: { command: 'postgres -c fsync=off' },
  });
  const compose = (await server.http.get('/stacks/shop/compose').expect(200)).text;
  expect(compose).not.toContain('command:');
  expect((await get(`${DB}/diff`)).settings).toEqual([
    { name: 'command', before: 'postgres -c fsync=off', after: null },
  ]);
  expect((await get('/services/postgres/overrides')).settings).toEqual([
    { name: 'command', overridden_by: 1, different_values: 1 },
  ]);
});

it('copies and exports keep it; it comes in again', async () => {
  await server.http.post(`${DB}/duplicate`).send({}).expect(201);
  await server.http.post('/stacks/shop/clone').send({ name: 'twin' }).expect(201);
  for (const path of [`${DB}-copy`, '/stacks/twin/instances/db'])
    expect(await get(path)).toMatchObject({ removed_settings: ['command'] });
  const content = (await server.http.get('/stacks/shop/export').expect(200)).text;
  expect(content).toContain('removed_settings:\n      - command');
  const send = (more: object) => server.http.post('/stacks/import').send({ format: 'devarch', content, ...more });
  expect((await send({ mode: 'update' }).expect(200)).body.instances).toMatchObject([
    { result: 'unchanged' },
    { result: 'unchanged' },
  ]);
  const { body } = await send({ name: 'again' }).expect(200);
  expect(body.instances).toMatchObject([{ settings: ['command'] }, { settings: ['command'] }]);
  expect(await get('/stacks/again/instances/db')).toMatchObject({ removed_settings: ['command'] });
});

it.each<[string, object, string[], string | null]>([
  ['what is left out stays', { description: 'x' }, ['command'], null],
  ['another setting leaves it', { settings: { image_tag: '16' } }, ['command'], null],
  ['a value has it back', { settings: { command: 'run' } }, [], 'run'],
  ['so has null, which follows the template', { settings: { command: null } }, [], 'postgres -c fsync=off'],
  ['a list is the whole list', { removed_settings: [] }, [], 'postgres -c fsync=off'],
  ['what was read may be sent back', { settings: { command: null }, removed_settings: ['command'] }, ['command'], null],
])('%s', async (_, body, removed, command) => {
  await put({ removed_settings: ['command'] }).expect(200);
  expect((await put(body).expect(200)).body.removed_settings).toEqual(removed);
  expect(await get(`${DB}/effective-config`)).toMatchObject({ command });
});

it('a setting that no image says cannot go, nor one that is given a value', async () => {
  const allowed = 'must be a list of any of command, user_spec';
  const unknown = await put({ removed_settings: ['image_tag'] }).expect(400);
  expect(unknown.body).toEqual(invalid(DB, '/removed_settings', allowed, 'a list'));
  const both = await put({ removed_settings: ['command'], settings: { command: 'a' } }).expect(400);
  const reason = 'names command, to which settings gives a value: give one of them';
  expect(both.body).toEqual(invalid(DB, '/removed_settings', reason));
  for (const wrong of [null, 'command', [1], ['command', 'command', 'command'], { command: true }])
    await put({ removed_settings: wrong }).expect(400);
});

it('a reset of everything resets it', async () => {
  await put({ removed_settings: ['command', 'user_spec'] }).expect(200);
  await server.http.delete(`${DB}/overrides`).expect(204);
  expect(await get(DB)).toMatchObject({ removed_settings: [] });
});

it('a file without a command runs that of the image, once and again', async () => {
  const content = 'services: {db: {image: "postgres:12", restart: always, environment: {POSTGRES_PASSWORD: x}}}';
  const send = (more: object) =>
    server.http
      .post('/stacks/import')
      .send({ format: 'compose', name: 'file', content, ...more })
      .expect(200);
  expect((await send({})).body.instances).toMatchObject([{ template: 'postgres', losses: [] }]);
  expect(await get('/stacks/file/instances/db')).toMatchObject({ removed_settings: ['command'] });
  const render = async () => (await server.http.get('/stacks/file/compose').expect(200)).text;
  const rendered = await render();
  expect(rendered).not.toContain('command:');
  expect((await send({ mode: 'update' })).body.instances).toMatchObject([{ result: 'unchanged' }]);
  expect((await send({ mode: 'update', content: rendered })).body.instances).toMatchObject([{ result: 'unchanged' }]);
});
