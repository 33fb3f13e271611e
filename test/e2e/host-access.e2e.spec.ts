import type { Finding } from '../../src/findings/finding.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { compose, stackFile } from '../setup/host-access-files.js';

/** What reaches the host: found, reported by imports, and refused where the operator wants that. */
const servers: Partial<Record<'allow' | 'warn' | 'refuse', TestApp>> = {};
const on = (policy: keyof typeof servers): TestApp => {
  const server = servers[policy];
  if (!server) throw new Error(`no server for ${policy}`);
  return server;
};

beforeAll(async () => {
  for (const policy of ['allow', 'warn', 'refuse'] as const) {
    const server = await startTestApp({ DEVARCH_HOST_ACCESS: policy });
    servers[policy] = server;
    await server.get(CatalogService).load('catalog');
    await server.http.post('/stacks').send({ name: 'shop' }).expect(201);
    await server.http.post('/services').send({ name: 'app', image_name: 'app' }).expect(201);
    for (const [instance_id, template] of [
      ['db', 'app'],
      ['edge', 'traefik'],
    ])
      await server.http.post('/stacks/shop/instances').send({ instance_id, template }).expect(201);
  }
});
afterAll(() => Promise.all(Object.values(servers).map((server) => server.close())));

const SOCKET = { volume_type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock' };
const OPEN = { host_ip: '0.0.0.0', host_port: 15432, container_port: 5432 };
const DB = '/stacks/shop/instances/db';
const EDGE = '/stacks/shop/instances/edge';

const found = async (policy: keyof typeof servers, stack = 'shop'): Promise<Finding[]> =>
  (await on(policy).http.get(`/stacks/${stack}/findings`).expect(200)).body.findings.filter(
    ({ kind }: Finding) => kind === 'host-access',
  );

describe('with warn', () => {
  it('a finding names the instance, the place and what to do', async () => {
    const { http } = on('warn');
    expect(await found('warn')).toMatchObject([
      {
        severity: 'warning',
        subject: '/volumes/~1var~1run~1docker.sock/source',
        message: expect.stringMatching(/^\/volumes\S+ of edge mounts the socket of the container engine/),
        instances: [{ stack: 'shop', instance_id: 'edge' }],
        suggestion: { text: expect.stringContaining('proxy'), request: null },
      },
    ]);
    await http
      .put(`${DB}/ports`)
      .send({ ports: [OPEN, { ...OPEN, host_ip: '127.0.0.1', host_port: 1 }] })
      .expect(200);
    await http
      .put('/services/app')
      .send({
        options: [
          { key: 'pid', value: 'host' },
          { key: 'cap_add', value: ['ALL'] },
        ],
      })
      .expect(200);
    const of_db = (await found('warn')).filter(({ instances }) => instances[0]?.instance_id === 'db');
    expect(of_db.map(({ subject }) => subject)).toEqual([
      '/ports/5432~1tcp/host_ip',
      '/options/pid',
      '/options/cap_add/0',
    ]);
    expect(of_db[1]?.message).toBe('/options/pid of db shows the container every process of the host.');
    const { path = '', body } = of_db[0]?.suggestion?.request ?? {};
    await http.patch(path).send(body).expect(200);
    expect((await found('warn')).map(({ subject }) => subject)).not.toContain('/ports/5432~1tcp/host_ip');
    await http.put('/services/app').send({ options: [] }).expect(200);
    await http.delete(`${DB}/ports`).expect(204);
  });

  it('an import says where in the file', async () => {
    const { http } = on('warn');
    const places = ({ warnings }: { warnings: { code: string; where: string }[] }) =>
      warnings.filter(({ code }) => code === 'host-access').map(({ where }) => where);
    const imported = await http
      .post('/stacks/import')
      .send({ format: 'compose', name: 'warned', content: compose('my_db') })
      .expect(200);
    const expected = ['/services/my_db/ports/1', '/services/my_db/volumes/1', '/services/my_db/privileged'];
    expect(places(imported.body.instances[0])).toEqual(expected);
    expect(imported.text).not.toContain('/etc:');
    const templates = await http
      .post('/services/import')
      .send({ compose: compose('my_db') })
      .expect(200);
    expect(places(templates.body.services[0])).toEqual(expected);
    const own = await http
      .post('/stacks/import')
      .send({ format: 'devarch', content: stackFile('warned-too') })
      .expect(200);
    expect(places(own.body.instances[0])).toEqual(['/instances/0/overrides/volumes/1']);
  });

  it('an option that the matched template lacks is told like any other', async () => {
    const content = compose('db', 'postgres');
    const { body } = await on('warn')
      .http.post('/stacks/import')
      .send({ format: 'compose', name: 'matched', content, dry_run: true })
      .expect(200);
    const codes = [...body.instances[0].losses, ...body.instances[0].warnings].map(
      (loss: { code: string; where: string }) => [loss.code, loss.where],
    );
    expect(codes).toContainEqual(['host-access', '/services/db/privileged']);
  });
});

it('with allow nothing is said, and everything taken', async () => {
  const { http } = on('allow');
  await http
    .put(`${DB}/volumes`)
    .send({ volumes: [SOCKET] })
    .expect(200);
  expect(await found('allow')).toEqual([]);
  const { text } = await http
    .post('/services/import')
    .send({ compose: compose('any') })
    .expect(200);
  expect(text).not.toContain('host-access');
});

describe('with refuse', () => {
  it('a refusal names every place, the variable and what to do', async () => {
    const { body } = await on('refuse')
      .http.put(`${DB}/volumes`)
      .send({ volumes: [{ target: '/a' }, SOCKET] })
      .expect(422);
    expect(body.errors).toEqual([
      {
        pointer: '/volumes/1/source',
        reason: expect.stringMatching(/^mounts the socket .* DEVARCH_HOST_ACCESS=refuse .*proxy/),
      },
    ]);
    const file = { format: 'compose', name: 'refused', content: compose('my_db') };
    const refused = await on('refuse').http.post('/stacks/import').send(file).expect(422);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(
      Array.from({ length: 3 }, () => '/content#/services/my_db'),
    );
    expect(refused.body.detail).toMatch(/gives \/ports\/1\/host_ip, which publishes a port of administration/);
    await on('refuse').http.get('/stacks/refused').expect(404);
  });

  it('what the catalogue has is there, found, kept, lessened and taken away', async () => {
    const { http } = on('refuse');
    expect((await found('refuse')).map(({ subject }) => subject)).toEqual(['/volumes/~1var~1run~1docker.sock/source']);
    const { body: template } = await http.get('/services/traefik').expect(200);
    await http.put('/services/traefik').send({ description: 'Same', volumes: template.volumes }).expect(200);
    await http
      .put(`${EDGE}/volumes`)
      .send({ volumes: [{ ...SOCKET, read_only: true, target: '/other' }] })
      .expect(200);
    await http
      .put(`${EDGE}/volumes`)
      .send({ volumes: [{ target: SOCKET.target, removed: true }] })
      .expect(200);
    expect(await found('refuse')).toEqual([]);
    await http.delete(`${EDGE}/volumes`).expect(204);
    const { body: config } = await http.get(`${EDGE}/effective-config`).expect(200);
    const volumes = config.volumes.map(({ item_source: _, ...volume }: { item_source: string }) => volume);
    await http.put(`${EDGE}/volumes?as=effective`).send({ volumes }).expect(200);
    await http.post(`${EDGE}/duplicate`).send({ instance_id: 'edge-two' }).expect(201);
    await http.delete('/stacks/shop/instances/edge-two').expect(204);
  });

  it('a stack with such things can be rendered and imported again as it is', async () => {
    const { http } = on('refuse');
    const { text: content } = await http.get('/stacks/shop/compose').expect(200);
    await http.post('/stacks/import').send({ format: 'compose', mode: 'update', content }).expect(200);
    const { text: own } = await http.get('/stacks/shop/export').expect(200);
    await http.post('/stacks/import').send({ format: 'devarch', mode: 'replace', content: own }).expect(200);
  });
});
