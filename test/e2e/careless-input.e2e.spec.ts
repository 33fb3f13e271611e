import { type FacetName, facetOf } from '../../src/facets/facets.js';
import { ApiDocument, type Operation } from '../setup/api-document.js';
import type { TestApp } from '../setup/app.js';
import { startShop } from '../setup/raw-http.js';

let server: TestApp;

beforeAll(async () => {
  server = await startShop();
});
afterAll(() => server.close());

const DB = '/stacks/shop/instances/db';

async function errorOf(
  method: 'post' | 'put',
  path: string,
  body: object,
): Promise<{ pointer: string; reason: string }> {
  const answer = await server.http[method](path).send(body).expect(400);
  const { pointer, reason } = answer.body.errors[0];
  return { pointer, reason };
}

describe('a shape that was meant is told', () => {
  const SHAPES: [FacetName, unknown, string][] = [
    ['ports', ['8080:80'], '{"host_port":8080,"container_port":80}'],
    ['env_vars', ['A=hunter2'], '{"key":"NAME","value":"text"}'],
    ['env_vars', { A: 'hunter2' }, '{"key":"NAME","value":"text"}'],
    ['labels', { a: 'b' }, '{"key":"com.example.team","value":"payments"}'],
    ['volumes', ['data:/data'], '{"source":"data","target":"/data"}'],
    ['domains', ['shop.localhost'], '{"domain":"shop.localhost"}'],
    ['config_files', ['/etc/app.conf'], '{"file_path":"/etc/app.conf","content":"text"}'],
    ['healthcheck', 'curl -f localhost', '{"test":"curl -f localhost"}'],
  ];
  it.each(SHAPES)('%s: %j', async (name, given, shape) => {
    const { path } = facetOf(name);
    for (const target of [`${DB}/${path}`, `/services/postgres/${path}`]) {
      const { reason } = await errorOf('put', target, { [name]: given });
      expect(reason).toContain(`such as ${shape}`);
      expect(reason).not.toContain('hunter2');
    }
    const row = Array.isArray(given) ? given[0] : given;
    const content = {
      devarch: 1,
      stack: { name: 'a' },
      instances: [{ name: 'b', template: 'c', overrides: { [name]: row } }],
    };
    const { reason } = await errorOf('post', '/stacks/import', { format: 'devarch', content: JSON.stringify(content) });
    expect(reason).toContain(`such as ${shape}`);
  });

  it.each([
    ['nginx:1.27', 'image_name nginx and image_tag 1.27'],
    ['localhost:5000/a/b:2', 'image_name localhost:5000/a/b and image_tag 2'],
    [`a@sha256:${'0'.repeat(64)}`, `image_name a and image_tag sha256:${'0'.repeat(64)}`],
    [`a:1@sha256:${'0'.repeat(64)}`, `image_name a and image_tag 1@sha256:${'0'.repeat(64)}`],
  ])('the image %s in its two parts', async (image_name, split) => {
    const { pointer, reason } = await errorOf('put', DB, { settings: { image_name } });
    expect([pointer, reason]).toEqual(['/settings/image_name', expect.stringContaining(`; try ${split}`)]);
    const again = await errorOf('post', '/services', { name: 'a', image_name });
    expect(again.reason).toContain(`; try ${split}`);
  });

  it('a setting beside the settings, by its place', async () => {
    const told = {
      pointer: '/image_tag',
      reason: 'is not known here; it stands in settings: {"settings": {"image_tag": …}}',
    };
    expect(await errorOf('put', DB, { image_tag: '1' })).toEqual(told);
    expect(
      await errorOf('post', '/stacks/shop/instances', { instance_id: 'x', template: 'postgres', image_tag: '1' }),
    ).toEqual(told);
  });

  it('a port that is repeated, as it clashes', async () => {
    const ports = [1, 2].map((container_port) => ({ host_port: 80, container_port }));
    const told = { pointer: '/ports/1', reason: 'repeats /ports/0 (host port 80/tcp on 127.0.0.1)' };
    expect(await errorOf('put', `${DB}/ports`, { ports })).toEqual(told);
    expect(await errorOf('put', '/services/postgres/ports', { ports })).toEqual(told);
  });

  it('a healthcheck that begins with a word of Compose, on every way in', async () => {
    const test = 'CMD pg_isready -U app';
    const stored = '["CMD","pg_isready","-U","app"]';
    await server.http
      .put(`${DB}/healthcheck`)
      .send({ healthcheck: { test } })
      .expect(200)
      .expect(({ body }) => expect(body.test).toBe(stored));
    await server.http
      .patch(`${DB}/healthcheck`)
      .send({ set: [{ test: 'NONE' }] })
      .expect(200);
    await server.http
      .get(`${DB}/healthcheck`)
      .expect(200)
      .expect(({ body }) => expect(body.test).toBe('["NONE"]'));
    await server.http
      .post('/services')
      .send({ name: 'checked', image_name: 'a', healthcheck: { test } })
      .expect(201)
      .expect(({ body }) => expect(body.healthcheck.test).toBe(stored));
    const content = `services: {web: {image: "unheard/of:1", healthcheck: {test: "${test}"}}}`;
    await server.http.post('/stacks/import').send({ format: 'compose', name: 'words', content }).expect(200);
    const effective = await server.http.get('/stacks/words/instances/web/effective-config').expect(200);
    expect(effective.body.healthcheck.test).toBe(stored);
  });
});

describe('what is wrong is told by its place', () => {
  it('a body that is missing, by what it takes', async () => {
    let asked = 0;
    for (const { verb, path, requestBody } of await operations()) {
      if (!requestBody || Reflect.get(requestBody, 'required') === false) continue;
      const address = path
        .replace('{stack}', 'shop')
        .replace('{instance}', 'db')
        .replace('{path}', 'etc/app.conf')
        .replace(/\{\w+\}/, 'postgres');
      const answer = await fetch(`${server.url}${address}`, { method: verb.toUpperCase() });
      const { errors } = JSON.parse(await answer.text());
      const told = expect.stringMatching(/^is missing: it must be an object with \w+|^is missing: .*optional: \w+/);
      expect([address, answer.status, errors]).toEqual([address, 400, [{ pointer: '', reason: told }]]);
      asked += 1;
    }
    expect(asked).toBeGreaterThan(30);
  });

  it('a path in the address, as a parameter', async () => {
    const { body } = await server.http.put(`${DB}/files/a/..%2fb`).send({ content: 'a', file_mode: 'x' }).expect(400);
    expect(body.errors).toEqual([
      expect.objectContaining({ pointer: '/file_mode' }),
      expect.objectContaining({ parameter: 'path', reason: expect.stringContaining('without ".."') }),
    ]);
  });

  it('a list in place of the object that holds it, by the key', async () => {
    const { reason } = await errorOf('put', `${DB}/ports`, []);
    expect(reason).toBe('must be an object with the key ports: {"ports": …}');
  });
});

async function operations(): Promise<Operation[]> {
  return new ApiDocument(JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text())).operations;
}
