import { dependency } from '../setup/effective-stack.js';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';

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
    ports: ["6379", "7000-7009:7000"]
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
      'host-port-chosen /services/Cache_1/ports/1',
      'label-reserved /services/Cache_1/labels/devarch.mine',
      'label-reserved /services/Cache_1/labels/DEVARCH.Stack',
      'container-name-dropped /services/Cache_1/container_name',
      'secrets-kept /services/Cache_1/secrets',
      'network-merged /services/Cache_1/networks',
      'network-option-dropped /services/Cache_1/networks/front/aliases',
      'profiles-disabled /services/Cache_1/profiles',
      'dependency-dropped /services/Cache_1/depends_on',
    ]);
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
      dependency({ service: 'redis', link: 'cache' }),
      dependency({ service: 'wordpress', link: 'blog', condition: 'service_healthy' }),
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
      [],
      ['variable-filled-in /services/two/ports/0'],
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
