import { parseAllDocuments } from 'yaml';
import { startTestApp, type TestApp } from '../setup/app.js';
import { newInstance, newStack } from '../setup/story.js';

const PATH = '/stacks/shop/compose?split=override';
const OVERRIDE = `services:
  db:
    image: postgres:16.6
    environment:
      A: !reset null
      B: mine
`;

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  const env_vars = ['A', 'B'].map((key) => ({ key, value: 'template' }));
  await server.http.post('/services').send({ name: 'postgres', image_name: 'postgres', env_vars }).expect(201);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db', { settings: { image_tag: '16.6' } });
  const patch = { set: [{ key: 'B', value: 'mine' }], remove: ['A'] };
  await server.http.patch('/stacks/shop/instances/db/env-vars').send(patch).expect(200);
});
afterAll(() => server.close());

const get = async (path: string, accept = 'application/yaml') =>
  server.http.get(path).set('accept', accept).expect(200);

describe('a file in two: what the templates say, and what the instances override', () => {
  it('as JSON, by the names of the files', async () => {
    const { files } = (await get(PATH, 'application/json')).body;
    expect(files).toEqual([
      { name: 'compose.yaml', content: expect.stringContaining('image: postgres:latest') },
      { name: 'compose.override.yaml', content: OVERRIDE },
    ]);
    expect((await get(`${PATH}&report=true`)).body).toMatchObject({ target: 'compose', losses: [], files });
  });

  it('as a text, one document after the other', async () => {
    const { text } = await get(PATH);
    expect(text).toContain('---\n# compose.override.yaml\nservices:\n');
    expect(parseAllDocuments(text)).toHaveLength(2);
  });

  it('of one instance, and of a template, which overrides nothing', async () => {
    const of = async (path: string) => (await get(`${path}/compose?split=override`, 'application/json')).body.files[1];
    expect(await of('/stacks/shop/instances/db')).toMatchObject({ content: expect.stringContaining('A: !reset null') });
    expect(await of('/services/postgres')).toEqual({ name: 'compose.override.yaml', content: 'services: {}\n' });
  });

  it('reads no more than the one file does', async () => {
    expect(await server.statements(() => get(PATH))).toHaveLength(1);
  });

  it('is for Compose alone', async () => {
    const { body } = await server.http.get(`${PATH}&target=swarm`).expect(400);
    expect(body.detail).toContain('must be left out for swarm, which merges no files');
    await server.http.get('/stacks/shop/compose?split=base').expect(400);
  });
});
