import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import { newInstance, newStack } from '../setup/story.js';

let server: TestApp;
const DB = '/stacks/shop/instances/db';
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, { options: [{ key: 'shm_size', value: '64m' }] });
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
});
afterAll(() => server.close());

const rendered = async (stack: string) => (await server.http.get(`/stacks/${stack}/compose`).expect(200)).text;

it('an instance sets, removes and resets what was its template’s alone', async () => {
  const patch = (body: object) => server.http.patch(`${DB}/options`).send(body).expect(200);
  expect(await rendered('shop')).toContain('shm_size: 64m');
  await patch({
    set: [
      { key: 'shm_size', value: '1g' },
      { key: 'cap_add', value: ['NET_ADMIN'] },
    ],
  });
  expect(await rendered('shop')).toMatch(/cap_add:\n\s+- NET_ADMIN\n(.|\n)*shm_size: 1g/);
  await patch({ remove: ['shm_size'], reset: ['cap_add'] });
  expect(await rendered('shop')).not.toMatch(/shm_size|cap_add/);
  await patch({ reset: ['shm_size'] });
  expect(await rendered('shop')).toContain('shm_size: 64m');
});

it.each([
  ['enviroment', 'try environment'],
  ['environment', 'try env_vars'],
  ['memlimit', 'try mem_limit'],
])('the key %s is refused: %s', async (key, hint) => {
  const { body } = await server.http
    .put(`${DB}/options`)
    .send({ options: [{ key, value: 1 }] })
    .expect(400);
  expect(body.errors).toEqual([
    { pointer: '/options/0/key', reason: expect.stringContaining(hint), given: JSON.stringify(key) },
  ]);
});

it('a template that is written with extra is told where its keys stand now', async () => {
  const body = { name: 'old', image_name: 'a', extra: { shm_size: '1g' } };
  const { errors } = (await server.http.post('/services').send(body).expect(400)).body;
  expect(errors).toEqual([
    { pointer: '/extra', reason: expect.stringContaining('its keys stand in options: {"options"') },
  ]);
});

it('a misspelt key of a file is left out and named, and the render is one that Compose takes', async () => {
  const content = 'services: {web: {image: "acme/web:1", enviroment: {A: "1"}}}';
  const { body } = await server.http
    .post('/stacks/import')
    .send({ format: 'compose', name: 'misspelt', content })
    .expect(200);
  expect(body.instances[0].losses).toMatchObject([
    {
      code: 'item-invalid',
      where: '/services/web/enviroment',
      message: expect.stringContaining('try environment'),
    },
  ]);
  expect(await rendered('misspelt')).not.toContain('enviroment');
});
