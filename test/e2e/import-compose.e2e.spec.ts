import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { dumpTables } from '../setup/dump.js';

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
      losses: [],
    });
    expect(body.instances[0]).toEqual({
      ...{ instance_id: 'db', result: 'created', template: 'postgres', matched_by: 'image', alternatives: [] },
      override_count: 6,
      overrides: {
        ports: { set: ['5432/tcp'], removed: [] },
        volumes: { set: ['/docker-entrypoint-initdb.d'], removed: [] },
        env_vars: { set: ['POSTGRES_DB', 'TZ'], removed: [] },
        healthcheck: { set: [], removed: ['healthcheck'] },
        config_files: { set: [], removed: ['/etc/postgresql/postgresql.conf'] },
      },
      settings: ['image_tag', 'command'],
      losses: [
        expect.objectContaining({ code: 'secret-inherited', where: '/services/db/environment/POSTGRES_PASSWORD' }),
      ],
      warnings: [expect.objectContaining({ code: 'host-access', where: '/services/db/ports/0' })],
    });
    expect(await instance('shop/db')).toMatchObject({
      ...{ template_name: 'postgres', override_count: 6 },
      settings: { image_name: null, image_tag: '16.6', command: '["postgres","-c","fsync=off"]', restart_policy: null },
      ports: [{ host_ip: '0.0.0.0', host_port: 5433, container_port: 5432 }],
    });
  });

  it('of which any other service has a private template that the catalogue does not offer', async () => {
    expect(await get('/services/shop-web')).toMatchObject({
      ...{ category: null, enabled: false, image_name: 'ghcr.io/acme/shop', image_tag: '1.4', restart_policy: 'no' },
      extra: { build: '.' },
      labels: [{ key: 'team', value: 'shop' }],
      dependencies: [{ service: 'postgres', condition: 'service_started' }],
      instance_count: 1,
    });
    expect(await instance('shop/web')).toMatchObject({ template_name: 'shop-web', override_count: 0 });
    expect((await effective('shop/web')).image_name).toBe('ghcr.io/acme/shop');
  });

  it('in which a secret stays secret, and a reference keeps what the template has', async () => {
    const { env_vars } = await effective('shop/db');
    expect(env_vars.find(({ key }: { key: string }) => key === 'POSTGRES_PASSWORD')).toMatchObject({
      ...{ value: '***', is_secret: true, source: 'template' },
    });
  });

  it('that comes back unchanged from what it renders', async () => {
    const before = await dumpTables(server);
    const { body } = await importFile(await render('shop'), { mode: 'update' }).expect(200);
    expect([body.stack.result, ...body.instances.map(({ result }: { result: string }) => result)]).toEqual(
      Array(3).fill('unchanged'),
    );
    expect([losses(body), losses(body, 'db'), losses(body, 'web')]).toEqual([[], [], []]);
    expect(await dumpTables(server)).toEqual(before);
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
    const before = await dumpTables(server);
    const { body } = await importFile(SHOP, { mode: 'replace' }).expect(200);
    expect(body.instances).toMatchObject([
      { matched_by: 'instance', result: 'unchanged' },
      { matched_by: 'instance', result: 'unchanged' },
    ]);
    expect(await dumpTables(server)).toEqual(before);
  });
});

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
    const before = await dumpTables(server);
    const content = 'services: {r: {image: redis}, a: {image: acme/a}, b: {build: ./b}}';
    const { body } = await importFile(content, { name: 'picky', unmatched: 'refuse' }).expect(422);
    expect(body.detail).toBe('No template fits these services: a, b. Nothing was imported.');
    expect(body.errors).toEqual([
      { pointer: '/content#/services/a', reason: 'matches nothing: no template has the image acme/a' },
      { pointer: '/content#/services/b', reason: 'matches nothing: it is built' },
    ]);
    expect(await dumpTables(server)).toEqual(before);
  });
});

describe('what is not kept', () => {
  it('is named with its place', async () => {
    const content = `
name: My Shop
include: [other.yaml]
networks: {front: {driver: overlay}, back: {external: true}}
secrets: {key: {file: ./key}}
services:
  Cache_1:
    image: redis
    container_name: mine
    user: "999"
    profiles: [debug]
    networks: {front: {aliases: [cache]}, back: null}
    secrets: [key]
    labels: {devarch.mine: x, DEVARCH.Stack: y}
    deploy: {replicas: 2}
    depends_on: [worker]
    ports: ["6379"]
  worker:
    image: redis
`;
    const { body } = await importFile(content, { dry_run: true }).expect(200);
    expect(body.stack.name).toBe('my-shop');
    expect(losses(body)).toEqual([
      'name-changed /name',
      'top-level-dropped /include',
      'top-level-dropped /secrets',
      'network-dropped /networks/front',
      'network-dropped /networks/back',
    ]);
    expect(losses(body, 'cache-1')).toEqual([
      'name-changed /services/Cache_1',
      'host-port-chosen /services/Cache_1/ports/0',
      'label-reserved /services/Cache_1/labels/devarch.mine',
      'label-reserved /services/Cache_1/labels/DEVARCH.Stack',
      'container-name-dropped /services/Cache_1/container_name',
      'secrets-kept /services/Cache_1/secrets',
      'network-merged /services/Cache_1/networks',
      'network-option-dropped /services/Cache_1/networks/front/aliases',
      'command-inherited /services/Cache_1/command',
      'config-file-inherited /services/Cache_1/configs',
      'profiles-disabled /services/Cache_1/profiles',
      'key-not-kept /services/Cache_1/secrets',
      'key-not-kept /services/Cache_1/deploy',
      'dependency-dropped /services/Cache_1/depends_on',
    ]);
    expect(losses(body, 'worker').slice(0, 1)).toEqual(['command-inherited /services/worker/command']);
  });

  it('is nothing where all services share one network, whatever it is called', async () => {
    const content = `
networks: {back: {name: my-back, driver: bridge}}
services:
  a: {image: acme/a, networks: [back]}
  b: {image: acme/b, networks: {back: {aliases: [b]}}}
`;
    const { body } = await importFile(content, { name: 'one-net' }).expect(200);
    expect(body.stack).toEqual({ name: 'one-net', network_name: 'my-back', result: 'created' });
    expect([losses(body), losses(body, 'a'), losses(body, 'b')]).toEqual([[], [], []]);
    const taken = await importFile(content, { name: 'other-net' }).expect(409);
    expect(taken.body.detail).toBe('"my-back" is taken by stack "one-net".');
  });

  it('says where instances wait for others than the file says', async () => {
    const content = `
services:
  db: {image: mysql}
  blog: {image: wordpress, depends_on: [cache]}
  cache: {image: redis}
  job: {image: acme/job, depends_on: {cache: {condition: service_started}, blog: {condition: service_healthy}}}
`;
    const { body } = await importFile(content, { name: 'waits' }).expect(200);
    const of = (name: string) => losses(body, name).filter((loss) => loss.startsWith('dependency'));
    expect(of('blog')).toEqual([
      'dependency-dropped /services/blog/depends_on',
      'dependency-inherited /services/blog/depends_on',
    ]);
    expect([of('db'), of('job')]).toEqual([[], []]);
    expect((await get('/services/waits-job')).dependencies).toEqual([
      { service: 'redis', condition: 'service_started' },
      { service: 'wordpress', condition: 'service_healthy' },
    ]);
  });

  it('is nothing of anchors, merge keys, extends and defaults but what had to be chosen', async () => {
    const content = `
x-base: &base
  restart: always
  environment: &env {A: "1", B: "\${B:-two}"}
services:
  one:
    <<: *base
    image: acme/one
  two:
    extends: one
    environment: {<<: *env, B: "3"}
    ports: ["127.0.0.1:\${PORT:-8080}:80"]
`;
    const { body } = await importFile(content, { name: 'merged' }).expect(200);
    expect([losses(body), losses(body, 'one'), losses(body, 'two')]).toEqual([
      [],
      ['variable-default /services/one/environment/B'],
      ['variable-default /services/two/ports/0'],
    ]);
    expect(await effective('merged/two')).toMatchObject({
      ...{ image_name: 'acme/one', restart_policy: 'always', ports: [{ host_port: 8080, container_port: 80 }] },
      env_vars: [
        { key: 'A', value: '1' },
        { key: 'B', value: '3' },
      ],
    });
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
    const before = await dumpTables(server);
    for (const again of [content, await render('vols')])
      expect((await importFile(again, { name: 'vols', mode: 'replace' }).expect(200)).body.instances).toMatchObject(
        Array.from({ length: 4 }, () => ({ result: 'unchanged' })),
      );
    expect(await dumpTables(server)).toEqual(before);
  });

  it('of other names than the template has are taken literally', async () => {
    const content = 'services: {db: {image: postgres:17.2, volumes: ["pgdata:/var/lib/postgresql/data"]}}';
    await importFile(content, { name: 'literal' }).expect(200);
    expect(await mounts('literal/db')).toEqual(['pgdata override']);
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
    const before = await dumpTables(server);
    for (const value of ['hunter2', '${DB}', '***'])
      await importFile(content.replace('hunter2', value), { name: 'sealed', mode: 'update' }).expect(200);
    expect(await dumpTables(server)).toEqual(before);
  });

  it('without a value to keep have none, and that is told', async () => {
    const content = 'services: {a: {image: acme/s, environment: {T: "${T}"}, x-devarch: {secrets: [T]}}}';
    const { body } = await importFile(content, { name: 'empty' }).expect(200);
    expect(losses(body, 'a')).toEqual(['secret-without-value /services/a/environment/T']);
    expect((await effective('empty/a')).env_vars).toMatchObject([{ key: 'T', value: null, is_secret: true }]);
  });
});
