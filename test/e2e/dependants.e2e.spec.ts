import { startTestApp, type TestApp } from '../setup/app.js';
import { newInstance, newStack, problem } from '../setup/story.js';

/** Who goes by an instance, before it is renamed, disabled or deleted. */
let server: TestApp;
const at = (instance: string) => `/stacks/shop/instances/${instance}`;
const dependants = async (instance: string) => (await server.http.get(`${at(instance)}/dependants`).expect(200)).body;

beforeAll(async () => {
  server = await startTestApp();
  await server.http
    .post('/services')
    .send({ name: 'postgres', image_name: 'postgres', env_vars: [{ key: 'NAME', value: 'orders' }] })
    .expect(201);
  const app = { name: 'app', image_name: 'app', dependencies: [{ service: 'postgres' }] };
  await server.http.post('/services').send(app).expect(201);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db', { template: 'postgres' });
  await newInstance(server, 'shop', 'web', {
    ...{ template: 'app', env_vars: [{ key: 'URL', value: 'x://${{ postgres.host }}' }] },
  });
  await newInstance(server, 'shop', 'job', { template: 'app', labels: [{ key: 'a', value: '${{ web.env.URL }}' }] });
  const variables = [{ key: 'HOST', value: '${{ db.host }}' }];
  await server.http.put('/stacks/shop/variables').send({ variables }).expect(200);
  await server.http
    .put(at('web'))
    .send({ settings: { command: 'run ${{ vars.HOST }}' } })
    .expect(200);
});
afterAll(() => server.close());

const REFERRED = [
  { instance_id: null, place: '/variables/HOST', expression: '${{ db.host }}', through: [] },
  { instance_id: 'web', place: '/env-vars/URL', expression: 'x://${{ postgres.host }}', through: [] },
  { instance_id: 'web', place: '/command', expression: 'run ${{ vars.HOST }}', through: ['vars.HOST'] },
  { instance_id: 'job', place: '/labels/a', expression: '${{ web.env.URL }}', through: ['web.env.URL'] },
];
const LINKED = ['web', 'job'].map((instance_id) => ({ instance_id, link: 'postgres', by: 'only_candidate' }));

it('names every text that goes back to it by the shortest way, and the links', async () => {
  expect(await dependants('db')).toEqual({ instance_id: 'db', referred_by: REFERRED, linked_by: LINKED });
  expect(await dependants('job')).toEqual({ instance_id: 'job', referred_by: [], linked_by: [] });
});

it('takes one statement', async () => {
  expect(await server.statements(() => dependants('db'))).toHaveLength(1);
});

it('the preview of a deletion says the same', async () => {
  const { body } = await server.http.get(`${at('db')}/delete-preview`).expect(200);
  expect(body).toMatchObject({ instance_id: 'db', referred_by: REFERRED, linked_by: LINKED });
});

it('says what is not there', async () => {
  const path = `${at('nobody')}/dependants`;
  const { body } = await server.http.get(path).expect(404);
  expect(body).toMatchObject(problem(404, path, body.detail));
  expect(body.detail).toContain('There is no instance "nobody" in stack "shop".');
});
