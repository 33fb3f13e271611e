import type { TestApp } from '../setup/app.js';
import { startShop } from '../setup/raw-http.js';

/** No field is taken and then forgotten. What is written back as it was read: `test/contract/send-back.spec.ts`. */

let server: TestApp;
let ids: Record<string, number>;

beforeAll(async () => {
  server = await startShop();
  ids = {};
  for (const name of ['database', 'tools'])
    ids[name] = (await server.http.post('/categories').send({ name }).expect(201)).body.id;
});
afterAll(() => server.close());

const DB = '/stacks/shop/instances/db';

async function refusal(method: 'post' | 'put' | 'patch', path: string, body: object): Promise<object> {
  return (await server.http[method](path).send(body).expect(400)).body.errors[0];
}

describe('the category of a template by its number', () => {
  it('is that category in a new template', async () => {
    const body = { name: 'by-number', image_name: 'a', category_id: ids.tools };
    const { body: made } = await server.http.post('/services').send(body).expect(201);
    expect(made).toMatchObject({ category: 'tools', category_id: ids.tools });
    const both = { name: 'both', image_name: 'a', category: 'tools', category_id: ids.tools };
    expect((await server.http.post('/services').send(both).expect(201)).body.category).toBe('tools');
  });

  it.each<[string, () => object, string | null]>([
    ['alone', () => ({ category_id: ids.database }), 'database'],
    ['null', () => ({ category_id: null }), null],
    ['beside the category as it was read', () => ({ category: null, category_id: ids.tools }), 'tools'],
    ['as it was read beside another category', () => ({ category: 'database', category_id: ids.tools }), 'database'],
    ['as it was read beside no category', () => ({ category: null, category_id: ids.database }), null],
  ])('in a change, %s', async (_, change, category) => {
    const { body } = await server.http.put('/services/by-number').send(change()).expect(200);
    expect([body.category, body.category_id]).toEqual([category, category === null ? null : ids[category]]);
  });

  it('is refused where there is none, or both are given and differ', async () => {
    const unknown = { pointer: '/category_id', reason: 'is the number of no category', given: '999999' };
    expect(await refusal('put', '/services/by-number', { category_id: 999999 })).toEqual(unknown);
    expect(await refusal('post', '/services', { name: 'x', image_name: 'a', category_id: 999999 })).toEqual(unknown);
    const differing = { category: 'tools', category_id: ids.database };
    const told = {
      pointer: '/category_id',
      reason: 'is the category "database", but category is another one: give one of them',
      given: String(ids.database),
    };
    expect(await refusal('put', '/services/by-number', differing)).toEqual(told);
    expect(await refusal('put', '/services/by-number?dry_run=true', differing)).toEqual(told);
    expect(await refusal('post', '/services', { name: 'x', image_name: 'a', ...differing })).toEqual(told);
  });
});

describe('what only the server makes', () => {
  it.each<[string, object]>([
    ['/stacks', { name: 'x', id: 1 }],
    ['/stacks', { name: 'x', instance_count: 0 }],
    ['/stacks/shop/instances', { instance_id: 'x', template: 'postgres', container_name: 'a' }],
    ['/categories', { name: 'x', service_count: 0 }],
    ['/services', { name: 'x', image_name: 'a', revision: 1 }],
    ['/services', { name: 'x', image_name: 'a', created_at: '2026-01-31T09:30:00.000000Z' }],
  ])('has no place in what is new: %s %j', async (path, body) => {
    const field = Object.keys(body).at(-1);
    expect(await refusal('post', path, body)).toMatchObject({
      pointer: `/${field}`,
      reason: expect.stringMatching(/^is not known here; /),
    });
  });

  it('nor in its items', async () => {
    const port = { host_port: 1, container_port: 1 };
    const told = { reason: 'is made by the server, and no port is stored here under it: leave it out', given: '1' };
    expect(await refusal('post', '/services', { name: 'x', image_name: 'a', ports: [{ ...port, id: 1 }] })).toEqual({
      pointer: '/ports/0/id',
      ...told,
    });
    expect(await refusal('put', `${DB}/ports`, { ports: [{ ...port, id: 1 }] })).toEqual({
      pointer: '/ports/0/id',
      ...told,
    });
    expect(await refusal('patch', `${DB}/ports`, { set: [{ ...port, id: 1 }] })).toEqual({
      pointer: '/set/0/id',
      ...told,
    });
    const instance = { instance_id: 'x', template: 'postgres', ports: [{ ...port, id: 1 }] };
    expect(await refusal('post', '/stacks/shop/instances', instance)).toEqual({ pointer: '/ports/0/id', ...told });
    const file = { content: 'a', created_at: '2026-01-31T09:30:00.000000Z' };
    expect(await refusal('put', `${DB}/files/etc/new.conf`, file)).toMatchObject({
      pointer: '/created_at',
      reason: 'is made by the server: leave it out',
    });
    const env_vars = [{ key: 'A', value: 'hunter2', fingerprint: 'abc' }];
    const wrong = await refusal('put', `${DB}/env-vars`, { env_vars });
    expect(wrong).toMatchObject({ pointer: '/env_vars/0/fingerprint' });
    expect(JSON.stringify(wrong)).not.toMatch(/hunter2|abc/);
    expect(await refusal('post', '/services', { name: 'x', image_name: 'a', env_vars })).toMatchObject(wrong);
    const content = {
      devarch: 1,
      stack: { name: 'a' },
      instances: [{ name: 'b', template: 'c', overrides: { env_vars } }],
    };
    expect(
      await refusal('post', '/stacks/import', { format: 'devarch', content: JSON.stringify(content) }),
    ).toMatchObject({ pointer: '/content#/instances/0/overrides/env_vars/0/fingerprint' });
  });

  it('is told what is stored, and what changes it where something does', async () => {
    const { body: stack } = await server.http.get('/stacks/shop').expect(200);
    expect(await refusal('put', '/stacks/shop', { ...stack, name: 'other' })).toEqual({
      pointer: '/name',
      reason: 'is changed by POST …/rename alone and is "shop" now: send it back unchanged, or leave it out',
      given: '"other"',
    });
    expect(await refusal('put', '/stacks/shop', { description: 'x', instance_count: 7 })).toEqual({
      pointer: '/instance_count',
      reason: 'is made by the server and is 1 now: send it back unchanged, or leave it out',
      given: '7',
    });
    const ports = [{ host_port: 1, container_port: 1 }];
    expect(await refusal('put', DB, { enabled: true, ports })).toEqual({
      pointer: '/ports',
      reason: 'is changed by PUT …/ports alone: send it back unchanged, or leave it out',
    });
    expect(await refusal('put', DB, { enabled: true, override_counts: { ports: 3 } })).toMatchObject({
      pointer: '/override_counts/ports',
      given: '3',
    });
  });

  it('is no way in for a key that every object has by birth', async () => {
    for (const key of ['constructor', '__proto__', 'toString', 'then']) {
      const counts = Object.fromEntries([[key, { a: 1 }]]);
      const wrong = await refusal('put', DB, { enabled: true, override_counts: counts });
      expect(wrong).toMatchObject({ pointer: `/override_counts/${key}` });
    }
  });

  it('may be read into a kind of time of the client, which knows milliseconds', async () => {
    const { body: stack } = await server.http.get('/stacks/shop').expect(200);
    const times = { created_at: new Date(stack.created_at), updated_at: new Date(stack.updated_at) };
    await server.http
      .put('/stacks/shop')
      .send({ ...stack, ...times })
      .expect(200);
  });

  it('of a row that was read stays with it, whatever else of the row is edited', async () => {
    await server.http
      .put(`${DB}/ports`)
      .send({ ports: [{ host_port: 1, container_port: 1 }] })
      .expect(200);
    const { body: read } = await server.http.get(`${DB}/ports`).expect(200);
    const edited = { ports: [{ ...read[0], container_port: 2 }] };
    const { body: stored } = await server.http.put(`${DB}/ports`).send(edited).expect(200);
    expect(stored).toMatchObject([{ container_port: 2 }]);
    const late = { ports: [{ ...stored[0], updated_at: read[0].updated_at }] };
    expect(await refusal('put', `${DB}/ports`, late)).toMatchObject({ pointer: '/ports/0/updated_at' });
  });

  it('alone is no change', async () => {
    const { id } = (await server.http.get('/stacks/shop').expect(200)).body;
    const told = 'must give at least one of description, enabled, network_name';
    expect(await refusal('put', '/stacks/shop', { id })).toEqual({ pointer: '', reason: told });
  });
});
