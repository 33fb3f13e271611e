import { parse } from 'yaml';
import { CatalogService, ComposeService } from '../../src/index.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { composeErrors } from '../setup/compose-checks.js';
import { newInstance, newStack } from '../setup/story.js';

/** A template by itself as a file that runs. */
let server: TestApp;
let names: string[];

beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
  names = (await server.http.get('/services?limit=200').expect(200)).body.map(({ name }: { name: string }) => name);
});
afterAll(() => server.close());

const read = async (path: string) => (await server.http.get(path).expect(200)).text;

it('every shipped template is a valid Compose file, the same bytes each time, with secrets as names', async () => {
  expect(names.length).toBeGreaterThan(50);
  for (const name of names) {
    const text = await read(`/services/${name}/compose`);
    expect([name, composeErrors(parse(text))]).toEqual([name, []]);
    expect(await read(`/services/${name}/compose`)).toBe(text);
    const file = parse(text);
    expect([file.name, Object.keys(file.services)]).toEqual([name, [name]]);
  }
});

it('is what a stack and an instance of its name would give, but for their numbers, and how a secret is made', async () => {
  await newStack(server, 'postgres');
  await newInstance(server, 'postgres', 'postgres', { template: 'postgres' });
  const withoutNumbers = (text: string) => text.replaceAll(/(devarch\.(?:stack|instance)_id: )"\d+"/g, '$1"0"');
  const alone = await read('/services/postgres/compose');
  const recipe = / {6}generate:\n {8}POSTGRES_PASSWORD: .*\n/;
  expect(alone).toMatch(recipe);
  expect(withoutNumbers(await read('/stacks/postgres/compose'))).toBe(alone.replace(recipe, ''));
  expect(parse(alone).services.postgres.labels).toMatchObject({ 'devarch.stack_id': '0', 'devarch.instance_id': '0' });
  expect(alone).toContain('${POSTGRES_POSTGRES_PASSWORD}');
});

it('comes in again as a stack that overrides nothing but the secret that is made for it', async () => {
  const content = await read('/services/redis/compose');
  const { body } = await server.http.post('/stacks/import').send({ format: 'compose', content }).expect(200);
  expect(body.instances).toMatchObject([{ instance_id: 'redis', template: 'redis', override_count: 1 }]);
  expect(body.instances[0].overrides).toEqual({ env_vars: { set: ['REDISCLI_AUTH'], removed: [] } });
});

it.each(['compose', 'swarm', 'kubernetes'])(
  'goes to the target %s, with a report that counts the losses',
  async (target) => {
    const path = `/services/wordpress/compose?target=${target}`;
    const report = await server.http.get(`${path}&report=true`).expect(200);
    const missing = { instance_id: 'wordpress', where: '/dependencies/0', code: 'link-unresolved' };
    expect(report.body).toMatchObject({ target, losses: expect.arrayContaining([expect.objectContaining(missing)]) });
    const answer = await server.http.get(path).expect(200);
    expect(answer.headers['x-devarch-losses']).toBe(String(report.body.losses.length));
    expect(answer.text).toContain('needs mysql');
    const json = await server.http.get(path).set('accept', 'application/json').expect(200);
    expect(report.body.documents).toContainEqual(target === 'kubernetes' ? json.body.items[0] : json.body);
  },
);

it('is refused like that of a stack, and never reveals a value', async () => {
  const { body } = await server.http.get('/services/postgress/compose').expect(404);
  expect(body.detail).toContain('postgres');
  await server.http.get('/services/postgres/compose?target=nomad').expect(400);
  await server.http.get('/services/postgres/compose?reveal=true').expect(400);
  for (const path of ['reveal', 'env/reveal']) await server.http.post(`/services/postgres/compose/${path}`).expect(404);
});

it('finds a name for the container of the longest template, and serves others of the process', async () => {
  const name = 'a'.repeat(63);
  await server.http.post('/services').send({ name, image_name: 'long', enabled: false }).expect(201);
  const { documents } = await server.get(ComposeService).renderTemplate(name);
  expect(composeErrors(JSON.parse(JSON.stringify(documents[0])))).toEqual([]);
});
