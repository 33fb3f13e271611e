import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpConfiguration } from '../setup/dump.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const PATH = '/stacks/import';
const importFile = (content: string, more: object = {}) =>
  server.http.post(PATH).send({ format: 'compose', content, ...more });
const get = async (path: string) => (await server.http.get(path).expect(200)).body;
const effective = (path: string) => get(`/stacks/${path.replace('/', '/instances/')}/effective-config`);

interface Told {
  code: string;
  where: string;
}
const told = (losses: Told[]) => losses.map(({ code, where }) => `${code} ${where}`);
/** The losses of the instance of a name, or of the file. */
const losses = (body: { losses: Told[]; instances: { instance_id: string; losses: Told[] }[] }, name?: string) =>
  told((name === undefined ? body : body.instances.find((it) => it.instance_id === name))?.losses ?? []);

describe('templates', () => {
  it('are found by their image, however it is spelt', async () => {
    const spellings = [
      'redis',
      'library/redis:7',
      'docker.io/redis',
      'index.docker.io/library/redis:7.4@sha256:' + 'a'.repeat(64),
    ];
    const services = spellings.map((image, index) => `  r${index}: {image: "${image}"}`).join('\n');
    const { body } = await importFile(`services:\n${services}`, { name: 'spelt', dry_run: true }).expect(200);
    expect(body.instances).toMatchObject(spellings.map(() => ({ template: 'redis', matched_by: 'image' })));
    const other = await importFile('services: {r: {image: quay.io/library/redis}}', { name: 'spelt', dry_run: true });
    expect(other.body.instances).toMatchObject([{ template: 'spelt-r', matched_by: 'private' }]);
  });

  it('of one image are chosen by the name of the service, then by their own, and the others are told', async () => {
    for (const name of ['b-queue', 'a-queue'])
      await server.http.post('/services').send({ name, image_name: 'docker.io/acme/queue' }).expect(201);
    await server.http.post('/services').send({ name: 'off', image_name: 'acme/queue', enabled: false }).expect(201);
    const content = 'services: {b-queue: {image: acme/queue}, queue: {image: acme/queue}}';
    const { body } = await importFile(content, { name: 'queues', dry_run: true }).expect(200);
    expect(body.instances).toMatchObject([
      { template: 'b-queue', alternatives: ['a-queue'] },
      { template: 'a-queue', alternatives: ['b-queue'] },
    ]);
  });

  it('of what is built are private, whatever it is called', async () => {
    const { body } = await importFile('services: {redis: {build: .}}', { name: 'built' }).expect(200);
    expect(body.instances).toMatchObject([{ template: 'built-redis', matched_by: 'private' }]);
    expect(losses(body, 'redis')).toEqual([]);
  });

  it('that are private are used again where the stack is imported anew, and another name is taken for another image', async () => {
    await server.http.delete('/stacks/built').expect(204);
    const again = await importFile('services: {redis: {build: .}}', { name: 'built' }).expect(200);
    expect(again.body).toMatchObject({ templates_created: [], instances: [{ template: 'built-redis' }] });
    await server.http.delete('/stacks/built').expect(204);
    const other = await importFile('services: {redis: {image: acme/redis}}', { name: 'built' }).expect(200);
    expect(other.body).toMatchObject({ templates_created: ['built-redis-2'] });
  });

  it('that are missing are refused with unmatched=refuse, all of them named', async () => {
    const before = await dumpConfiguration(server);
    const content = 'services: {r: {image: redis}, a: {image: acme/a}, b: {build: ./b}}';
    const { body } = await importFile(content, { name: 'picky', unmatched: 'refuse' }).expect(422);
    expect(body.detail).toBe('No template fits these services: a, b. Nothing was imported.');
    expect(body.errors).toEqual([
      { pointer: '/content#/services/a', reason: 'matches nothing: no template has the image acme/a' },
      { pointer: '/content#/services/b', reason: 'matches nothing: it is built' },
    ]);
    expect(await dumpConfiguration(server)).toEqual(before);
  });
});

describe('secrets', () => {
  it('are sealed where the template says that they are secret, and never shown', async () => {
    const content =
      'services: {db: {image: postgres:17.2, environment: {POSTGRES_PASSWORD: "hunter2", POSTGRES_USER: devarch}}}';
    const { text } = await importFile(content, { name: 'sealed' }).expect(200);
    expect(text).not.toContain('hunter2');
    const [row] = await server.dataSource.query(
      `SELECT value, is_secret, sealed_value IS NOT NULL AS sealed FROM instance_env_vars WHERE key = 'POSTGRES_PASSWORD'`,
    );
    expect(row).toEqual({ value: null, is_secret: true, sealed: true });
    const before = await dumpConfiguration(server);
    for (const value of ['hunter2', '***'])
      await importFile(content.replace('hunter2', value), { name: 'sealed', mode: 'update' }).expect(200);
    expect(await dumpConfiguration(server)).toEqual(before);
  });

  it('of an instance stay where the file refers to a variable that has no value', async () => {
    const content = 'services: {db: {image: postgres:17.2, environment: {POSTGRES_PASSWORD: "${DB}"}}}';
    const secret = async () =>
      (await effective('sealed/db')).env_vars.find((it: { is_secret: boolean }) => it.is_secret);
    const before = await secret();
    const { body } = await importFile(content, { name: 'sealed', mode: 'update' }).expect(200);
    expect(losses(body, 'db')).toContain('secret-kept /services/db/environment/POSTGRES_PASSWORD');
    expect(await secret()).toEqual(before);
  });

  it('that a variable stands for are those of the variable', async () => {
    const content = 'services: {a: {image: acme/s, environment: {T: "${T}"}, x-devarch: {secrets: [T]}}}';
    const { body } = await importFile(content, { name: 'empty' }).expect(200);
    expect(losses(body)).toEqual(['variable-without-value /services/a/environment/T']);
    expect((await effective('empty/a')).env_vars).toMatchObject([{ key: 'T', expression: '${{ vars.T }}' }]);
  });
});

it('an image that may stand for that of a template is an override of it, and comes back the same', async () => {
  const content = `
name: vectors
services:
  db: {image: 'pgvector/pgvector:pg17', restart: unless-stopped, environment: {POSTGRES_PASSWORD: a}}
  find: {image: 'elasticsearch:8.16.1'}
  cache: {image: 'bitnami/redis:7.4'}
`;
  const { body } = await importFile(content).expect(200);
  expect(body.templates_created).toEqual(['vectors-cache']);
  expect(body.instances).toMatchObject([
    { instance_id: 'db', template: 'postgres', matched_by: 'image' },
    { instance_id: 'find', template: 'elasticsearch', matched_by: 'image' },
    { instance_id: 'cache', template: 'vectors-cache', matched_by: 'private' },
  ]);
  expect(await effective('vectors/db')).toMatchObject({ image_name: 'pgvector/pgvector', image_tag: 'pg17' });
  const again = await importFile(content, { mode: 'update' }).expect(200);
  expect(again.body.instances.map(({ result }: { result: string }) => result)).toEqual(Array(3).fill('unchanged'));
});
