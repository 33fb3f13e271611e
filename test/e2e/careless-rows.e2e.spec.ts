import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';
import { isSingle } from '../../src/facets/facet.js';
import { ApiDocument, type Operation } from '../setup/api-document.js';
import type { TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, ONE_OF_EACH } from '../setup/factories.js';
import { startShop } from '../setup/raw-http.js';
import { NO_SETTINGS } from '../setup/story.js';

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

interface Stored {
  id: number;
  created_at: string;
  updated_at: string;
}

describe('removed, left out of a row that was read', () => {
  const keyOf = (name: FacetName) => facetOf(name).key(ONE_OF_EACH[name]);
  const bodyOf = (name: FacetName, rows: object[]) => ({ [name]: isSingle(facetOf(name)) ? (rows[0] ?? null) : rows });

  async function put(name: FacetName, rows: object[]): Promise<boolean[]> {
    const { path } = facetOf(name);
    const answer = await server.http.put(`${DB}/${path}`).send(bodyOf(name, rows)).expect(200);
    return [answer.body].flat().map(({ removed }: { removed: boolean }) => removed);
  }

  it.each(FACET_NAMES)('stays what is stored in %s, where the values are the stored ones', async (name) => {
    const { path } = facetOf(name);
    await server.http
      .patch(`${DB}/${path}`)
      .send({ remove: [keyOf(name)] })
      .expect(200);
    const read = [(await server.http.get(`${DB}/${path}`).expect(200)).body].flat();
    const rows: Stored[] = read.map(({ removed: _removed, ...row }: Stored & { removed: boolean }) => row);
    expect(await put(name, rows)).toEqual([true]);
    if (!isSingle(facetOf(name))) expect(await put(name, [...rows, ANOTHER_OF_EACH[name]])).toEqual([true, false]);
    const set = rows.map((row) => ({ ...row, removed: false }));
    expect(await put(name, set)).toEqual([false]);
    const plain = rows.map(({ id: _id, created_at: _created_at, updated_at: _updated_at, ...row }) => row);
    expect(await put(name, plain)).toEqual([false]);
  });

  it('of one file as well', async () => {
    const path = `${DB}/files${ONE_OF_EACH.config_files.file_path}`;
    await server.http
      .patch(`${DB}/files`)
      .send({ remove: [keyOf('config_files')] })
      .expect(200);
    const { removed, ...file } = (await server.http.get(path).expect(200)).body;
    expect([removed, (await server.http.put(path).send(file).expect(200)).body.removed]).toEqual([true, true]);
    const { body } = await server.http.put(path).send({ content: 'other' }).expect(200);
    expect(body.removed).toBe(false);
  });

  it('of a secret as well, masked as it is read', async () => {
    const template = {
      name: 'sealed',
      image_name: 'a',
      env_vars: [{ key: 'TOKEN', value: 'hunter2', is_secret: true }],
    };
    await server.http.post('/services').send(template).expect(201);
    await server.http.post('/stacks/shop/instances').send({ instance_id: 'one', template: 'sealed' }).expect(201);
    const path = '/stacks/shop/instances/one/env-vars';
    await server.http
      .patch(path)
      .send({ remove: ['TOKEN'] })
      .expect(200);
    const env_vars = [{ key: 'TOKEN', value: '***', is_secret: true }];
    const again = await server.http.put(path).send({ env_vars }).expect(200);
    expect(again.body).toMatchObject([{ key: 'TOKEN', removed: true }]);
  });

  it('is false where the values are others, or the key is set besides', async () => {
    await server.http
      .patch(`${DB}/ports`)
      .send({ remove: ['5432/udp'] })
      .expect(200);
    const port = ONE_OF_EACH.ports;
    expect(await put('ports', [{ ...port, host_port: 1 }])).toEqual([false]);
    await put('ports', [{ ...port, removed: true }]);
    expect(await put('ports', [port, { ...port, host_port: 1 }])).toEqual([false, false]);
  });
});

describe('what is not filled in', () => {
  const EMPTY = { image_name: '', image_tag: '', command: '', restart_policy: '', user_spec: '' };

  it('follows the template in the settings of an instance', async () => {
    await server.http
      .put(DB)
      .send({ settings: { image_tag: '16', user_spec: '1000' } })
      .expect(200);
    const { body } = await server.http.put(DB).send({ settings: EMPTY }).expect(200);
    expect(body.settings).toEqual(NO_SETTINGS);
    const made = { instance_id: 'empty', template: 'postgres', settings: EMPTY };
    expect((await server.http.post('/stacks/shop/instances').send(made).expect(201)).body.settings).toEqual(
      NO_SETTINGS,
    );
  });

  it('is none in a template, a category and a domain, and refused where something has to stand', async () => {
    const empty = { command: '', user_spec: '', category: '', category_id: '' };
    const none = { command: null, user_spec: null, category: null, category_id: null };
    const domains = [{ domain: 'a.localhost', proxy_port: '' }];
    const { body: made } = await server.http
      .post('/services')
      .send({ name: 'empty', image_name: 'a', domains, ...empty })
      .expect(201);
    expect(made).toMatchObject({ ...none, domains: [{ domain: 'a.localhost', proxy_port: null }] });
    expect((await server.http.put('/services/empty').send(empty).expect(200)).body).toMatchObject(none);
    const category = await server.http.post('/categories').send({ name: 'empty', color: '' }).expect(201);
    expect(category.body.color).toBeNull();
    expect(await errorOf('put', '/services/empty', { image_tag: '' })).toMatchObject({ pointer: '/image_tag' });
  });

  it('stays an empty text in a variable, where that is a value', async () => {
    const { body } = await server.http
      .put(`${DB}/env-vars`)
      .send({ env_vars: [{ key: 'A', value: '' }] })
      .expect(200);
    expect(body).toMatchObject([{ key: 'A', value: '' }]);
  });

  it('was left out in a list, and is refused where it would decide what is changed', async () => {
    let lists = 0;
    for (const { verb, path, parameters = [] } of await operations()) {
      const names = parameters.filter(({ in: place }) => place === 'query').map(({ name }) => name);
      if (verb !== 'get' || !names.includes('limit')) continue;
      const address = path.replace('/api/v1', '').replace('{stack}', 'shop');
      const query = names.map((name) => `${name}=`).join('&');
      const [all, empty] = [await server.http.get(address), await server.http.get(`${address}?${query}`)];
      expect([address, empty.status, empty.body]).toEqual([address, 200, all.body]);
      lists += 1;
    }
    expect(lists).toBeGreaterThan(4);
    const { body } = await server.http.put('/services/empty?dry_run=').send({ description: 'a' }).expect(400);
    expect(body.errors).toEqual([{ parameter: 'dry_run', reason: 'must be true or false', given: '""' }]);
  });
});

async function operations(): Promise<Operation[]> {
  return new ApiDocument(JSON.parse(await (await fetch(`${server.url}/openapi.json`)).text())).operations;
}
