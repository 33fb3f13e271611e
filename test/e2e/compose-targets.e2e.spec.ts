import { parse } from 'yaml';
import { CatalogService, ComposeService } from '../../src/index.js';
import { TARGETS } from '../../src/render/renderers.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { invalid, newInstance, newStack, problem, putFacet } from '../setup/story.js';

/** A stack of catalogue templates, as a file that runs. */
let server: TestApp;

const COMPOSE = '/stacks/shop/compose';
const INSTANCES = '/stacks/shop/instances';

beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
  await newStack(server, 'shop', { network_name: 'shop-network' });
  await newInstance(server, 'shop', 'mysql', { template: 'mysql' });
  await newInstance(server, 'shop', 'blog', { template: 'wordpress' });
  await putFacet(server, `${INSTANCES}/blog`, 'ports', [{ host_port: 18088, container_port: 80 }]);
  await putFacet(server, `${INSTANCES}/blog`, 'env_vars', [{ key: 'WORDPRESS_DEBUG', value: '$yes' }]);
});
afterAll(() => server.close());

const getText = async (path: string) => (await server.http.get(path).expect(200)).text;
const getFile = async (path: string) => parse(await getText(path));

describe('every target', () => {
  it.each(TARGETS)('%s', async (target) => {
    const { body } = await server.http.get(`${COMPOSE}?target=${target}&report=true`).expect(200);
    expect(body.target).toBe(target);
    expect(body.documents.length).toBeGreaterThan(0);
    const text = await getText(`${COMPOSE}?target=${target}`);
    expect(text).not.toContain('undefined');
    await server.http.get(`${INSTANCES}/blog/compose?target=${target}`).expect(200);
  });

  it('several documents as JSON are one list that kubectl takes', async () => {
    const path = `${COMPOSE}?target=kubernetes`;
    const { body } = await server.http.get(path).set('accept', 'application/json').expect(200);
    expect(body).toMatchObject({ apiVersion: 'v1', kind: 'List' });
  });

  it('an unknown one is refused with those that are known', async () => {
    const { body } = await server.http.get(`${COMPOSE}?target=nomad`).expect(400);
    const reason = `must be one of ${TARGETS.join(', ')}`;
    expect(body).toEqual(invalid('/stacks/shop/compose', 'target', reason, '"nomad"'));
    await server.http.get(`${COMPOSE}?report=maybe`).expect(400);
    for (const place of [COMPOSE, `${COMPOSE}/env`, `${INSTANCES}/blog/compose`, `${INSTANCES}/blog/compose/env`])
      await server.http.get(`${place}?reveal=true`).expect(400);
    await server.http.get(`${COMPOSE}?nope=1`).expect(400);
  });
});

describe('what is not there', () => {
  it('a stack or an instance is named', async () => {
    for (const path of ['/stacks/nope/compose', '/stacks/nope/compose/env', '/stacks/nope/instances/db/compose'])
      expect((await server.http.get(path).expect(404)).body).toEqual(problem(404, path, 'There is no stack "nope".'));
    for (const path of [`${INSTANCES}/nope/compose`, `${INSTANCES}/nope/compose/env`])
      expect((await server.http.get(path).expect(404)).body.detail).toBe(
        'There is no instance "nope" in stack "shop".',
      );
  });

  it('a stack without instances is a file without services', async () => {
    await newStack(server, 'empty');
    expect(await getText('/stacks/empty/compose')).toBe(
      'name: empty\nservices: {}\nnetworks:\n  default:\n    name: devarch-empty-net\n',
    );
    expect(await getText('/stacks/empty/compose/env')).toBe('');
  });

  it('an instance in the trash is in no file', async () => {
    await newInstance(server, 'empty', 'gone', { template: 'redis' });
    await server.http.delete('/stacks/empty/instances/gone').expect(204);
    expect((await getFile('/stacks/empty/compose')).services).toEqual({});
    await server.http.get('/stacks/empty/instances/gone/compose').expect(404);
  });
});

it('other services of the process render without HTTP', async () => {
  const { documents, losses } = await server.get(ComposeService).render('shop');
  expect([documents, losses]).toEqual([[await getFile(COMPOSE)], []]);
});
