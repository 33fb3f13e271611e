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
