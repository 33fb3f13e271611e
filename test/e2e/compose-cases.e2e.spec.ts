import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';

/** Small files that once went wrong, each with what must come of it. */
const FOLDER = join(process.cwd(), 'test', 'compose-cases');
const read = (name: string) => readFileSync(join(FOLDER, `${name}.yaml`), 'utf8');

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const send = (name: string, content: string, more: object = {}) =>
  server.http.post('/stacks/import').send({ format: 'compose', name, content, ...more });
const render = async (name: string, target = 'compose') =>
  (await server.http.get(`/stacks/${name}/compose?target=${target}`).set('Accept', 'application/json').expect(200))
    .body;
const text = async (name: string) => (await server.http.get(`/stacks/${name}/compose`).expect(200)).text;

interface Told {
  code: string;
  where: string;
}
interface Report {
  losses: Told[];
  instances: { instance_id: string; result: string; losses: Told[] }[];
}
const told = ({ losses, instances }: Report) =>
  [...losses, ...instances.flatMap((instance) => instance.losses)].map(({ code, where }) => `${code} ${where}`);

/** Imports a case under its name. */
async function take(name: string): Promise<Report> {
  const { body } = await send(name, read(name)).expect(200);
  return body;
}

/** What a render says, imported over the stack, changes nothing and says the same again. */
async function expectIdentity(name: string): Promise<void> {
  const content = await text(name);
  const { body } = await send(name, content, { mode: 'update' }).expect(200);
  expect(body.instances.filter(({ result }: { result: string }) => result !== 'unchanged')).toEqual([]);
  expect(await text(name)).toBe(content);
}

describe('a volume is compared by what it resolves to', () => {
  it('when a service that only a profile starts shares it', async () => {
    await take('shared-with-a-profile');
    await expectIdentity('shared-with-a-profile');
    expect((await render('shared-with-a-profile')).services.postgres.volumes).toContain(
      'postgres_data:/var/lib/postgresql/data',
    );
  });

  it('when an override names it as a render would not', async () => {
    await server.http.post('/stacks').send({ name: 'by-hand' }).expect(201);
    const path = '/stacks/by-hand/instances';
    await server.http.post(path).send({ instance_id: 'postgres', template: 'postgres' }).expect(201);
    const mount = { source: 'postgres_data', target: '/var/lib/postgresql/data' };
    await server.http
      .patch(`${path}/postgres/volumes`)
      .send({ set: [mount] })
      .expect(200);
    await expectIdentity('by-hand');
    expect((await server.http.get(`${path}/postgres/volumes`)).body).toMatchObject([{ ...mount, removed: false }]);
  });
});

it('a port of the node stays one of the node in a swarm', async () => {
  expect(told(await take('port-of-the-node'))).toEqual([]);
  const [port] = (await render('port-of-the-node', 'swarm')).services.a.ports;
  expect(port).toEqual({ target: 80, published: 80, protocol: 'tcp', mode: 'host' });
  await expectIdentity('port-of-the-node');
});

it('a path of the host that may be made is no loss', async () => {
  expect(told(await take('create-host-path'))).toEqual([]);
  await expectIdentity('create-host-path');
});

it('options of mounts and volumes come in, and out again', async () => {
  expect(told(await take('options-of-mounts'))).toEqual(['volume-option-dropped /volumes/data/name']);
  await expectIdentity('options-of-mounts');
  const { services, volumes } = await render('options-of-mounts');
  expect(services.web.volumes).toEqual([
    './conf:/conf:ro,rslave,z',
    { type: 'volume', source: 'web-data', target: '/part', volume: { nocopy: true, subpath: 'a' } },
    { type: 'tmpfs', target: '/tmp', tmpfs: { size: 65536, mode: 0o1777 } },
  ]);
  expect(services.web.tmpfs).toEqual(['/run:exec,uid=1000']);
  expect(volumes).toEqual({
    'web-data': { driver: 'local', driver_opts: { o: 'addr=10.0.0.1', type: 'nfs' }, labels: { team: 'data' } },
  });
});

it('tags decide what is inherited', async () => {
  expect(told(await take('reset-and-override'))).toEqual([]);
  const { a } = (await render('reset-and-override')).services;
  expect([a.ports, a.environment]).toEqual([undefined, { C: '3' }]);
  await expectIdentity('reset-and-override');
});

it('a file of which every service waits for a profile comes in again as it is rendered', async () => {
  expect(told(await take('only-profiles'))).toEqual(['profiles-disabled /services/tool/profiles']);
  expect((await render('only-profiles')).services).toEqual({});
  await expectIdentity('only-profiles');
});

it.each([
  ['extends-other-file', '/content#/services/web/extends', /leads to another file/],
  ['provider', '/content#/services/model/provider', /program of its own/],
])('what stands in the place of an image is named: %s', async (name, pointer, reason) => {
  const { body } = await send(name, read(name)).expect(400);
  expect(body.errors).toEqual([{ pointer, reason: expect.stringMatching(reason) }]);
});

it('what is no name of a volume is named when it comes in', async () => {
  const report = await take('volume-name-with-slash');
  expect(told(report)).toEqual(['volume-name-changed /services/web/volumes/0']);
  const name = 'volume-name-with-slash';
  const { body } = await server.http.get(`/stacks/${name}/compose?report=true`).expect(200);
  expect(body.losses).toEqual([]);
  await expectIdentity(name);
});

it('a variable in the name of an external volume stays one', async () => {
  expect(told(await take('external-volume-variable'))).toEqual([
    ...['variable-unknown /volumes/store/name', 'variable-without-value /volumes/store/name'],
  ]);
  const before = await render('external-volume-variable');
  expect(Object.values(before.volumes)).toEqual([{ external: true, name: '${VOL}' }]);
  await expectIdentity('external-volume-variable');
});

it('a check that is switched off is written so that every Compose takes it', async () => {
  expect(told(await take('healthcheck-disabled'))).toEqual([]);
  expect((await render('healthcheck-disabled')).services.web.healthcheck).toEqual({ disable: true });
  await expectIdentity('healthcheck-disabled');
});

it('health is waited for where the file says so, though the check is in the image', async () => {
  await take('healthy-by-image');
  const { services } = await render('healthy-by-image');
  expect(services.app.depends_on).toEqual({
    cache: { condition: 'service_healthy' },
    queue: { condition: 'service_healthy' },
  });
  await expectIdentity('healthy-by-image');
});

it('a number that becomes another text is named', async () => {
  expect(told(await take('numbers'))).toEqual(
    ['A', 'B', 'C'].map((key) => `number-rewritten /services/web/environment/${key}`),
  );
  expect((await render('numbers')).services.web.environment).toEqual({ A: '1.1', B: '7', C: '49123456', D: '1.5' });
  await expectIdentity('numbers');
});

it('a host name of other letters gets its ASCII form', async () => {
  expect(told(await take('unicode-domain'))).toEqual([]);
  const { body } = await server.http.get('/stacks/unicode-domain/instances/web/effective-config').expect(200);
  expect(body.domains).toMatchObject([{ domain: 'xn--mnchen-3ya.example' }]);
  await expectIdentity('unicode-domain');
});
