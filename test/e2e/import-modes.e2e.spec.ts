import { CatalogService } from '../../src/catalog/catalog.service.js';
import { StackImportService } from '../../src/transfer/stack-import.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpTables } from '../setup/dump.js';
import { problem } from '../setup/story.js';

const MIB = 1_048_576;

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp({ BODY_LIMIT: String(24 * MIB) });
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const PATH = '/stacks/import';
const importFile = (content: string, more: object = {}) =>
  server.http.post(PATH).send({ format: 'compose', content, ...more });
const services = (...lines: string[]) => `services:\n${lines.map((line) => `  ${line}\n`).join('')}`;
const results = (body: { instances: { instance_id: string; result: string }[] }) =>
  Object.fromEntries(body.instances.map(({ instance_id, result }) => [instance_id, result]));
const names = async (stack: string) =>
  (await server.http.get(`/stacks/${stack}/instances`).expect(200)).body.map(
    ({ instance_id }: { instance_id: string }) => instance_id,
  );

const A = 'a: {image: redis:7, environment: {X: "1"}}';
const A2 = 'a: {image: redis:8, environment: {X: "2"}}';
const B = 'b: {image: acme/b}';
const C = 'c: {image: mysql}';

describe('mode', () => {
  it('create makes a stack, and refuses one that is there', async () => {
    const { body } = await importFile(services(A, B), { name: 'modes' }).expect(200);
    expect([body.stack.result, results(body)]).toEqual(['created', { a: 'created', b: 'created' }]);
    const before = await dumpTables(server);
    const again = await importFile(services(A, B, C), { name: 'modes' }).expect(409);
    expect(again.body).toEqual(
      problem(
        409,
        PATH,
        'A stack "modes" exists already; mode "update" brings it to what the file says, or give another name.',
      ),
    );
    expect(await dumpTables(server)).toEqual(before);
  });

  it('update adds what is new, changes what differs and takes away what an import brought and the file lacks', async () => {
    await server.http.post('/stacks/modes/instances').send({ instance_id: 'own', template: 'redis' }).expect(201);
    const { body } = await importFile(services(A2, C), { name: 'modes', mode: 'update' }).expect(200);
    expect([body.stack.result, results(body)]).toEqual(['unchanged', { a: 'updated', c: 'created', b: 'deleted' }]);
    expect(await names('modes')).toEqual(['a', 'own', 'c']);
    const { body: a } = await server.http.get('/stacks/modes/instances/a');
    expect(a).toMatchObject({ settings: { image_tag: '8' }, env_vars: [{ key: 'X', value: '2' }, { removed: true }] });
  });

  it('update keeps what the file cannot say: flags, descriptions and the template', async () => {
    const kept = { enabled: false, description: 'Ours' };
    await server.http.put('/stacks/modes/instances/a').send(kept).expect(200);
    const { body } = await importFile(services('a: {image: acme/other:1}', C), { name: 'modes', mode: 'update' });
    expect(body.instances).toMatchObject([{ result: 'updated', template: 'redis', matched_by: 'instance' }, {}]);
    const { body: a } = await server.http.get('/stacks/modes/instances/a');
    expect(a).toMatchObject({
      ...kept,
      template_name: 'redis',
      settings: { image_name: 'acme/other', image_tag: '1' },
    });
  });

  it('replace moreover moves what the file lacks to the trash', async () => {
    const { body } = await importFile(services(A, C), { name: 'modes', mode: 'replace' }).expect(200);
    expect(results(body)).toEqual({ a: 'updated', c: 'unchanged', own: 'deleted' });
    expect(await names('modes')).toEqual(['a', 'c']);
    await server.http.post('/stacks/modes/instances/trash/own/restore').expect(200);
  });

  it.each(['update', 'replace'])('%s needs a stack that is there', async (mode) => {
    const { body } = await importFile(services(A), { name: 'nowhere', mode }).expect(404);
    expect(body).toEqual(problem(404, PATH, 'There is no stack "nowhere".'));
  });
});

describe('a dry run', () => {
  it.each([
    ['create', 'dry', services(A, B, C)],
    ['update', 'modes', services(A2, 'd: {image: acme/d}')],
    ['replace', 'modes', services(A2)],
  ])('of %s answers what the import answers, and writes nothing', async (mode, name, content) => {
    const before = await dumpTables(server);
    const { body: dry } = await importFile(content, { name, mode, dry_run: true }).expect(200);
    expect(dry.dry_run).toBe(true);
    expect(await dumpTables(server)).toEqual(before);
    const address = `${PATH}?dry_run=true`;
    const { body: same } = await server.http.post(address).send({ format: 'compose', content, name, mode }).expect(200);
    expect(same).toEqual(dry);
    expect(await dumpTables(server)).toEqual(before);
    const { body: real } = await importFile(content, { name, mode }).expect(200);
    expect({ ...real, dry_run: true }).toEqual(dry);
  });

  it('is refused where the import would be', async () => {
    expect((await importFile(services(A), { name: 'modes', dry_run: true })).status).toBe(409);
  });
});

describe('all or nothing', () => {
  it('a service in the middle that cannot be stored leaves nothing', async () => {
    await importFile(services('b-c: {image: redis}'), { name: 'a' }).expect(200);
    const before = await dumpTables(server);
    const { body } = await importFile(services('x: {image: acme/x}', 'c: {image: redis}', 'y: {image: redis}'), {
      name: 'a-b',
    }).expect(409);
    expect(body.detail).toBe('"devarch-a-b-c" is taken by instance "b-c" of stack "a".');
    expect(await dumpTables(server)).toEqual(before);
  });

  it('a wrong name of a network or of a container says where it comes from', async () => {
    const content = `networks: {default: {name: "no name"}}\n${services(A)}`;
    const { body } = await importFile(content, { name: 'wrong' }).expect(400);
    expect(body.errors[0]).toMatchObject({
      pointer: '/content#/networks',
      reason: expect.stringMatching(/^gives \/network_name, which must be/),
    });
  });

  it('of imports of one stack at once exactly one makes it, and none fails otherwise', async () => {
    const file = services(A, B, C, 'd: {image: acme/d}');
    const all = await Promise.all(Array.from({ length: 6 }, () => importFile(file, { name: 'raced' })));
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await names('raced')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('updates of one stack at once follow one another', async () => {
    const files = Array.from({ length: 6 }, (_, index) =>
      services(`a: {image: redis, environment: {N: "${index}"}}`, 'e: {image: mysql}'),
    );
    const all = await Promise.all(files.map((file) => importFile(file, { name: 'raced', mode: 'replace' })));
    expect(all.map(({ status }) => status)).toEqual(Array(6).fill(200));
    expect(await names('raced')).toEqual(['a', 'e']);
  });

  it('imports that make private templates of one name at once never mix them', async () => {
    const make = (image: string) => importFile(services(`web: {image: ${image}}`), { name: 'mixed' });
    const all = await Promise.all(['acme/one', 'acme/two'].map(make));
    expect(all.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const { body } = await server.http.get('/stacks/mixed/instances/web/effective-config');
    expect(body.image_name).toBe(all[0]?.status === 200 ? 'acme/one' : 'acme/two');
  });
});

it('a large file is imported', async () => {
  const many = Array.from(
    { length: 150 },
    (_, i) => `s${i}: {image: redis, environment: {N: "${i}"}, ports: ["${20000 + i}:6379"]}`,
  );
  const { body } = await importFile(services(...many), { name: 'large' }).expect(200);
  expect(body.instances).toHaveLength(150);
});

it('is there for other services, in their transaction', async () => {
  const imports = server.get(StackImportService);
  const input = { format: 'compose', content: services(A), name: 'ghost' } as const;
  const failed = server.dataSource.transaction(async (tx) => {
    expect(await imports.import(input, { dry_run: true }, tx)).toMatchObject({ dry_run: true });
    expect(await imports.import(input, {}, tx)).toMatchObject({ stack: { result: 'created' } });
    await expect(imports.import(input, {}, tx)).rejects.toMatchObject({ kind: 'conflict' });
    throw new Error('the caller changed its mind');
  });
  await expect(failed).rejects.toThrow('the caller changed its mind');
  await server.http.get('/stacks/ghost').expect(404);
});
