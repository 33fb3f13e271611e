import { startTestApp, type TestApp } from '../setup/app.js';
import { newStack } from '../setup/story.js';

/** What looks like a secret where nothing can be sealed is found; the place is told, the value never. */
let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await newStack(server, 'shop');
});
afterAll(() => server.close());

const SECRET = 'h0rse-battery-Staple';
const TEMPLATE = {
  name: 'teller',
  image_name: 'redis',
  command: `redis-server --requirepass ${SECRET}`,
  healthcheck: { test: `redis-cli --password ${SECRET} ping` },
  labels: [
    { key: 'com.example.api-token', value: SECRET },
    { key: 'com.example.note', value: 'plain' },
  ],
  config_files: [
    { file_path: '/etc/app.conf', content: `user = app\npassword = ${SECRET}\n` },
    { file_path: '/etc/other.conf', content: 'a = 1\n' },
  ],
  options: [
    { key: 'entrypoint', value: ['run', `--token=${SECRET}`] },
    { key: 'working_dir', value: '/app' },
  ],
};

async function detected(path: string): Promise<[string, string][]> {
  const { body, text } = await server.http.get(path).expect(200);
  expect(text).not.toContain(SECRET);
  const found: { kind: string; subject: string; instances: { instance_id: string }[] }[] = body.findings;
  return found
    .filter(({ kind }) => kind === 'secret-detected')
    .map(({ subject, instances }): [string, string] => [String(instances[0]?.instance_id), subject])
    .toSorted();
}

it('names the places of what is in effect, of the stack and of all stacks', async () => {
  await server.http.post('/services').send(TEMPLATE).expect(201);
  for (const instance_id of ['a', 'b'])
    await server.http.post('/stacks/shop/instances').send({ instance_id, template: 'teller' }).expect(201);
  const places = ['/command', '/files/~1etc~1app.conf', '/healthcheck/test'];
  const all = [...places, '/labels/com.example.api-token', '/options/entrypoint/1'];
  const expected = ['a', 'b'].flatMap((instance) => all.map((place) => [instance, place]));
  expect(await detected('/stacks/shop/findings')).toEqual(expected);
  expect(await detected('/findings?kind=secret-detected')).toEqual(expected);
});

it('goes by what the instance has of its own, and leaves out what is switched off', async () => {
  await server.http
    .put('/stacks/shop/instances/a')
    .send({ settings: { command: 'redis-server' } })
    .expect(200);
  await server.http
    .patch('/stacks/shop/instances/a/files')
    .send({ remove: ['/etc/app.conf'] })
    .expect(200);
  await server.http
    .patch('/stacks/shop/instances/a/labels')
    .send({ set: [{ key: 'com.example.api-token', value: '${TOKEN}' }] })
    .expect(200);
  await server.http.put('/stacks/shop/instances/b').send({ enabled: false }).expect(200);
  expect(await detected('/stacks/shop/findings')).toEqual([
    ['a', '/healthcheck/test'],
    ['a', '/options/entrypoint/1'],
  ]);
});
