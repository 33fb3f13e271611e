import { dependency } from '../setup/effective-stack.js';
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
const instance = (path: string) => get(`/stacks/${path.replace('/', '/instances/')}`);
const effective = (path: string) => get(`/stacks/${path.replace('/', '/instances/')}/effective-config`);
const render = async (stack: string) => (await server.http.get(`/stacks/${stack}/compose`).expect(200)).text;

interface Told {
  code: string;
  where: string;
}
const told = (losses: Told[]) => losses.map(({ code, where }) => `${code} ${where}`);
/** The losses of the instance of a name, or of the file. */
const losses = (body: { losses: Told[]; instances: { instance_id: string; losses: Told[] }[] }, name?: string) =>
  told((name === undefined ? body : body.instances.find((it) => it.instance_id === name))?.losses ?? []);

const SHOP = `
name: shop
services:
  db:
    image: docker.io/library/postgres:16.6
    restart: unless-stopped
    command: [postgres, -c, fsync=off]
    environment:
      POSTGRES_USER: devarch
      POSTGRES_PASSWORD: \${DB_PASSWORD}
      POSTGRES_DB: shop
      TZ: UTC
    ports: ["5433:5432"]
    volumes: [data:/var/lib/postgresql/data, ./seed:/docker-entrypoint-initdb.d:ro]
    shm_size: 256mb
    stop_grace_period: 1m
  web:
    build: .
    image: ghcr.io/acme/shop:1.4
    depends_on: {db: {condition: service_started}}
    labels: {team: shop}
volumes: {data: {}}
`;

describe('a Compose file becomes a stack', () => {
  it('of which a service with the image of a template stores only what differs', async () => {
    const { body } = await importFile(SHOP).expect(200);
    expect(body).toMatchObject({
      dry_run: false,
      stack: { name: 'shop', network_name: 'devarch-shop-net', result: 'created' },
      templates_created: ['shop-web'],
      losses: [{ code: 'variable-without-value' }],
    });
    expect(body.instances[0]).toEqual({
      ...{ instance_id: 'db', result: 'created', template: 'postgres', matched_by: 'image', alternatives: [] },
      override_count: 7,
      overrides: {
        ports: { set: ['5432/tcp'], removed: [] },
        volumes: { set: ['/docker-entrypoint-initdb.d'], removed: [] },
        env_vars: { set: ['POSTGRES_PASSWORD', 'POSTGRES_DB', 'TZ'], removed: [] },
        healthcheck: { set: [], removed: ['healthcheck'] },
        config_files: { set: [], removed: ['/etc/postgresql/postgresql.conf'] },
      },
      settings: ['image_tag', 'command'],
      losses: [],
      warnings: [expect.objectContaining({ code: 'host-access', where: '/services/db/ports/0' })],
    });
    expect(await instance('shop/db')).toMatchObject({
      ...{ template_name: 'postgres', override_count: 7 },
      settings: { image_name: null, image_tag: '16.6', command: '["postgres","-c","fsync=off"]', restart_policy: null },
      ports: [{ host_ip: null, host_port: 5433, container_port: 5432 }],
    });
  });

  it('of which any other service has a private template that the catalogue does not offer', async () => {
    expect(await get('/services/shop-web')).toMatchObject({
      ...{ category: null, enabled: false, image_name: 'ghcr.io/acme/shop', image_tag: '1.4', restart_policy: 'no' },
      options: [expect.objectContaining({ key: 'build', value: '.' })],
      labels: [{ key: 'team', value: 'shop' }],
      dependencies: [dependency({ service: 'postgres', link: 'db' })],
      instance_count: 1,
    });
    expect(await instance('shop/web')).toMatchObject({ template_name: 'shop-web', override_count: 0 });
    expect((await effective('shop/web')).image_name).toBe('ghcr.io/acme/shop');
  });

  it('in which a secret stays secret, and a variable takes the place of what the template has', async () => {
    const { env_vars } = await effective('shop/db');
    expect(env_vars.find(({ key }: { key: string }) => key === 'POSTGRES_PASSWORD')).toMatchObject({
      ...{ value: '***', is_secret: true, source: 'override', expression: '${{ vars.DB_PASSWORD }}' },
    });
  });

  it('that comes back unchanged from what it renders', async () => {
    const before = await dumpConfiguration(server);
    const { body } = await importFile(await render('shop'), { mode: 'update' }).expect(200);
    expect([body.stack.result, ...body.instances.map(({ result }: { result: string }) => result)]).toEqual(
      Array(3).fill('unchanged'),
    );
    expect([losses(body), losses(body, 'db'), losses(body, 'web')]).toEqual([[], [], []]);
    expect(await dumpConfiguration(server)).toEqual(before);
  });

  it('and as another stack with the same deltas from what it renders', async () => {
    const { body } = await importFile(await render('shop'), { name: 'shop-two' }).expect(200);
    expect(body).toMatchObject({
      stack: { name: 'shop-two', network_name: 'devarch-shop-two-net', result: 'created' },
      instances: [
        { template: 'postgres', matched_by: 'label' },
        { template: 'shop-web', matched_by: 'label' },
      ],
      templates_created: [],
    });
    for (const name of ['db', 'web']) {
      const { body: diff } = await server.http.get(`/stacks/shop/instances/${name}/diff?against=shop-two/${name}`);
      expect([name, diff.equal]).toEqual([name, true]);
    }
  });

  it('and changes nothing when the first file comes again', async () => {
    const before = await dumpConfiguration(server);
    const { body } = await importFile(SHOP, { mode: 'replace' }).expect(200);
    expect(body.instances).toMatchObject([
      { matched_by: 'instance', result: 'unchanged' },
      { matched_by: 'instance', result: 'unchanged' },
    ]);
    expect(await dumpConfiguration(server)).toEqual(before);
  });
});

describe('volumes', () => {
  const mounts = async (path: string) =>
    (await effective(path)).volumes.map(
      (it: { source: string; item_source: string }) => `${it.source} ${it.item_source}`,
    );

  it('that services share are one volume, also where a template calls its own like that', async () => {
    const content = `
services:
  web: {build: ., volumes: [media:/srv/media, own:/own]}
  worker: {build: ., volumes: [media:/media]}
  db: {image: postgres:17.2, volumes: [data:/var/lib/postgresql/data]}
  backup: {image: acme/backup, volumes: [data:/data:ro, ext:/ext]}
volumes: {media: {}, own: {}, data: {}, ext: {external: true, name: outside}}
`;
    const { body } = await importFile(content, { name: 'vols' }).expect(200);
    expect(losses(body, 'db')).toContain('volume-renamed /services/db/volumes/0');
    expect(await mounts('vols/web')).toEqual(['own template', 'media override']);
    expect(await mounts('vols/worker')).toEqual(['media override']);
    expect(await mounts('vols/db')).toEqual(['shared-data override']);
    expect(await mounts('vols/backup')).toEqual(['shared-data override', 'outside template']);
    const before = await dumpConfiguration(server);
    for (const again of [content, await render('vols')])
      expect((await importFile(again, { name: 'vols', mode: 'replace' }).expect(200)).body.instances).toMatchObject(
        Array.from({ length: 4 }, () => ({ result: 'unchanged' })),
      );
    expect(await dumpConfiguration(server)).toEqual(before);
  });

  it('of other names than the template has are taken literally', async () => {
    const content = 'services: {db: {image: postgres:17.2, volumes: ["pgdata:/var/lib/postgresql/data"]}}';
    await importFile(content, { name: 'literal' }).expect(200);
    expect(await mounts('literal/db')).toEqual(['pgdata override']);
  });
});
