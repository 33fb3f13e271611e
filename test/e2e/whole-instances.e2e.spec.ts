import { FACET_NAMES } from '../../src/facets/facets.js';
import { InstancesService } from '../../src/instances/instances.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import {
  ALL_COUNTS,
  ALL_SETTINGS,
  allOverrides,
  facetBody,
  getInstance,
  newInstance,
  newStack,
  overrideAll,
  TEMPLATE_ITEMS,
} from '../setup/story.js';

const SHOP = '/stacks/shop/instances';
const ALL = Object.assign({}, ...FACET_NAMES.map((name) => facetBody(name, allOverrides(name))));

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
  await newStack(server, 'shop');
});
afterAll(() => server.close());

const create = (body: object) => server.http.post(SHOP).send({ template: 'postgres', ...body });
const isThere = async (name: string) => (await server.http.get(`${SHOP}/${name}`)).status === 200;

describe('an instance with its overrides in one call', () => {
  it('is what an instance is that gets them one facet after the other', async () => {
    const { body } = await create({ instance_id: 'at-once', settings: ALL_SETTINGS, ...ALL }).expect(201);
    expect(body).toMatchObject({
      override_count: 2 * FACET_NAMES.length - 1,
      override_counts: ALL_COUNTS,
      settings: ALL_SETTINGS,
    });
    await newInstance(server, 'shop', 'by-and-by', { settings: ALL_SETTINGS });
    await overrideAll(server, `${SHOP}/by-and-by`);
    const [one, other] = [await getInstance(server, `${SHOP}/at-once`), await getInstance(server, `${SHOP}/by-and-by`)];
    expect(withoutIds(one)).toEqual(
      withoutIds({ ...other, instance_id: 'at-once', container_name: 'devarch-shop-at-once' }),
    );
    const again = await server.http.put(`${SHOP}/at-once/ports`).send({ ports: one.ports }).expect(200);
    expect(again.body).toEqual(one.ports);
  });

  it('has its secrets sealed for itself', async () => {
    const env_vars = [{ key: 'PASSWORD', value: 'hunter2', is_secret: true }];
    await create({ instance_id: 'sealed', env_vars }).expect(201);
    const { env_vars: shown } = await getInstance(server, `${SHOP}/sealed`);
    expect(shown).toMatchObject([{ value: '***', is_secret: true, fingerprint: expect.any(String) }]);
    const [row] = await server.dataSource.query(
      `SELECT value, sealed_value FROM instance_env_vars WHERE key = 'PASSWORD'`,
    );
    expect(row).toEqual({ value: null, sealed_value: expect.not.stringContaining('hunter2') });
    const { text } = await server.http.post(`${SHOP}/sealed/compose/env/reveal`).expect(200);
    expect(text).toContain('hunter2');
  });

  it('is not there at all where something is wrong, and everything that is wrong is named', async () => {
    const { body } = await create({
      ...{ instance_id: 'Wrong', ports: [{ host_port: 0, container_port: 5432 }], labels: 'a' },
      ...{ healthcheck: { test: 'true', retries: 'many' }, env_vars: [{ key: 'A' }, { key: 'A' }], prots: [] },
    }).expect(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      ...['/env_vars/1', '/healthcheck/retries', '/instance_id', '/labels', '/ports/0/host_port', '/prots'],
    ]);
    const impossible = await create({
      ...{
        instance_id: 'impossible',
        labels: [{ key: 'a', value: 'b' }],
        ports: [{ container_port: 99, removed: true }],
      },
    }).expect(422);
    expect(impossible.body.detail).toContain('no port "99/tcp" to remove');
    const masked = await create({ instance_id: 'masked', env_vars: [{ key: 'X', value: '***', is_secret: true }] });
    expect([masked.status, masked.body.errors?.[0]?.pointer]).toEqual([422, '/env_vars/0/value']);
    for (const name of ['Wrong', 'impossible', 'masked']) expect(await isThere(name)).toBe(false);
  });

  it('a facet that is null or empty overrides nothing, but a list is not null', async () => {
    const { body } = await create({ instance_id: 'empty', ports: [], healthcheck: null }).expect(201);
    expect(body.override_count).toBe(0);
    const refused = await create({ instance_id: 'null-list', ports: null }).expect(400);
    expect(refused.body.errors[0].pointer).toBe('/ports');
  });

  it('is made in the transaction of a caller, too', async () => {
    const rolled_back = server.dataSource.transaction(async (tx) => {
      const body = { instance_id: 'undone', template: 'postgres', labels: [{ key: 'a', value: 'b' }] };
      const made = await server.get(InstancesService).create('shop', body, tx);
      expect(made.override_count).toBe(1);
      throw new Error('not this time');
    });
    await expect(rolled_back).rejects.toThrow('not this time');
    expect(await isThere('undone')).toBe(false);
  });
});

it('may not reach the host where that is refused', async () => {
  const strict = await startTestApp({ DEVARCH_HOST_ACCESS: 'refuse' });
  try {
    await aTemplate(strict.dataSource);
    await newStack(strict, 'shop');
    const volumes = [{ volume_type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock' }];
    const body = { instance_id: 'guard', template: 'postgres', volumes };
    const { body: refusal } = await strict.http.post(SHOP).send(body).expect(422);
    expect(refusal.detail).toMatch(/^\/volumes\/0\/source .*DEVARCH_HOST_ACCESS/);
    await strict.http.get(`${SHOP}/guard`).expect(404);
  } finally {
    await strict.close();
  }
});

/** What is alike in two instances that were made alike. */
function withoutIds(detail: object): unknown {
  const own = ['id', 'created_at', 'updated_at'];
  return JSON.parse(JSON.stringify(detail), (key, value: unknown) => (own.includes(key) ? typeof value : value));
}
