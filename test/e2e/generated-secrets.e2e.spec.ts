import { startTestApp, type TestApp } from '../setup/app.js';
import { newStack } from '../setup/story.js';

/** A template that leaves its secrets to each instance, from its first write to copies of what was made of it. */
let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
  await newStack(server, 'shop');
  await server.http.post('/services').send(TEMPLATE).expect(201);
});
afterAll(() => server.close());

const PASSWORD = { key: 'POSTGRES_PASSWORD', generate: 'password(32)' };
const TEMPLATE = {
  name: 'pg',
  image_name: 'pg',
  env_vars: [PASSWORD, { key: 'SIGNING_KEY', generate: 'hex(16)' }, { key: 'POSTGRES_DB', value: 'shop' }],
};
const instances = '/stacks/shop/instances';

/** What an instance overrides: keys and fingerprints. */
async function overridesOf(instance: string, stack = 'shop') {
  const { body } = await server.http.get(`/stacks/${stack}/instances/${instance}/env-vars`).expect(200);
  return new Map((body as { key: string; fingerprint: string }[]).map(({ key, fingerprint }) => [key, fingerprint]));
}

/** The values of the secrets of a stack, by the names of their variables. */
async function revealed(stack = 'shop'): Promise<Record<string, string>> {
  const { body } = await server.http
    .post(`/stacks/${stack}/compose/env/reveal`)
    .set('accept', 'application/json')
    .expect(200);
  return Object.fromEntries((body as { name: string; value: string }[]).map(({ name, value }) => [name, value]));
}

describe('a template', () => {
  it('answers how a secret is made; the value is none', async () => {
    const { body } = await server.http.get('/services/pg/env-vars').expect(200);
    const told = (body as Record<string, unknown>[]).map(({ key, value, is_secret, generate }) => {
      return { key, value, is_secret, generate };
    });
    expect(told).toEqual([
      { key: 'POSTGRES_DB', value: 'shop', is_secret: false, generate: null },
      { key: 'POSTGRES_PASSWORD', value: null, is_secret: true, generate: 'password(32)' },
      { key: 'SIGNING_KEY', value: null, is_secret: true, generate: 'hex(16)' },
    ]);
    const { body: whole } = await server.http.get('/services/pg').expect(200);
    expect(whole.env_vars).toEqual(expect.arrayContaining([expect.objectContaining(PASSWORD)]));
    await server.http.put('/services/pg/env-vars').send({ env_vars: body }).expect(200, body);
    const { env_vars } = whole;
    await server.http.put('/services/pg').send({ env_vars }).expect(200);
  });

  it('keeps it where a write says nothing of it, and lets it go for a value or for null', async () => {
    const put = async (item: object) => {
      const { body } = await server.http
        .put('/services/other/env-vars')
        .send({ env_vars: [{ key: 'TOKEN', ...item }] })
        .expect(200);
      const [{ value, is_secret, generate }] = body;
      return [value, is_secret, generate];
    };
    const body = { name: 'other', image_name: 'other', env_vars: [{ key: 'TOKEN', value: 'was', is_secret: true }] };
    await server.http.post('/services').send(body).expect(201);
    expect(await put({ generate: 'uuid' })).toEqual([null, true, 'uuid']);
    expect(await put({})).toEqual([null, true, 'uuid']);
    expect(await put({ is_secret: true, value: null })).toEqual([null, true, 'uuid']);
    expect(await put({ value: 'mine' })).toEqual(['***', true, null]);
    expect(await put({ generate: 'base64(8)' })).toEqual([null, true, 'base64(8)']);
    expect(await put({ generate: null })).toEqual([null, true, null]);
  });

  it.each([
    [{ generate: 'password' }, '/env_vars/0/generate', /try password\(32\)/],
    [{ generate: 'hex(4)' }, '/env_vars/0/generate', /n from 8 to 128, or uuid; try hex\(8\)/],
    [{ generate: 'base64(999)' }, '/env_vars/0/generate', /try base64\(128\)/],
    [{ generate: 'uuid(4)' }, '/env_vars/0/generate', /try uuid/],
    [{ generate: 'magic(9)' }, '/env_vars/0/generate', /must be password\(n\)/],
    [{ generate: 'uuid', value: 'x' }, '/env_vars/0/value', /must be left out or null beside generate/],
    [{ generate: 'uuid', value: '***' }, '/env_vars/0/value', /must be left out or null beside generate/],
    [{ generate: 'uuid', is_secret: false }, '/env_vars/0/is_secret', /must be true or left out beside generate/],
  ])('refuses %j with the place', async (item, pointer, reason) => {
    const { body } = await server.http
      .put('/services/pg/env-vars')
      .send({ env_vars: [{ key: 'TOKEN', ...item }] })
      .expect(400);
    expect(body.errors).toEqual([expect.objectContaining({ pointer, reason: expect.stringMatching(reason) })]);
  });
});

describe('an instance', () => {
  it('has values of its own that nobody else has', async () => {
    for (const instance_id of ['db', 'other-db']) {
      const { body } = await server.http.post(instances).send({ instance_id, template: 'pg' }).expect(201);
      expect(body.override_counts.env_vars).toBe(2);
    }
    const secrets = await revealed();
    expect(Object.keys(secrets)).toEqual([
      'DB_POSTGRES_PASSWORD',
      'DB_SIGNING_KEY',
      'OTHER_DB_POSTGRES_PASSWORD',
      'OTHER_DB_SIGNING_KEY',
    ]);
    expect(new Set(Object.values(secrets)).size).toBe(4);
    expect(secrets.DB_POSTGRES_PASSWORD).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(secrets.DB_SIGNING_KEY).toMatch(/^[0-9a-f]{32}$/);
    const { text } = await server.http.post('/stacks/shop/compose/reveal').expect(200);
    expect(text).toContain(secrets.DB_POSTGRES_PASSWORD);
  });

  it('has what the request gives, and nothing that it takes away', async () => {
    const env_vars = [
      { key: 'POSTGRES_PASSWORD', value: 'my own' },
      { key: 'SIGNING_KEY', removed: true },
    ];
    await server.http.post(instances).send({ instance_id: 'mine', template: 'pg', env_vars }).expect(201);
    expect((await revealed()).MINE_POSTGRES_PASSWORD).toBe('my own');
    const { body } = await server.http.get(`${instances}/mine/effective-config`).expect(200);
    expect(body.env_vars.map(({ key }: { key: string }) => key)).toEqual(['POSTGRES_DB', 'POSTGRES_PASSWORD']);
    const beside = [
      { key: 'EXTRA', value: 'x' },
      { key: 'SIGNING_KEY', value: '***' },
    ];
    await server.http.post(instances).send({ instance_id: 'half', template: 'pg', env_vars: beside }).expect(201);
    expect([...(await overridesOf('half')).keys()].toSorted()).toEqual(['EXTRA', 'POSTGRES_PASSWORD', 'SIGNING_KEY']);
    expect((await revealed()).HALF_SIGNING_KEY).toMatch(/^[0-9a-f]{32}$/);
  });

  it('keeps them when it is renamed, trashed and restored, and when what was read is written back', async () => {
    const before = await overridesOf('other-db');
    await server.http.delete(`${instances}/other-db`).expect(204);
    await server.http.post(`${instances}/trash/other-db/restore`).expect(200);
    expect(await overridesOf('other-db')).toEqual(before);
    for (const as of ['overrides', 'effective']) {
      const source = as === 'effective' ? 'effective-config' : 'env-vars';
      const { body } = await server.http.get(`${instances}/other-db/${source}`).expect(200);
      const items = as === 'effective' ? body.env_vars : body;
      await server.http.put(`${instances}/other-db/env-vars?as=${as}`).send({ env_vars: items }).expect(200);
      expect(await overridesOf('other-db')).toEqual(before);
    }
  });

  it('keeps those that a whole list does not name, and lets one go that it says to be null or removes', async () => {
    const before = await overridesOf('other-db');
    const put = async (env_vars: object[]) => {
      await server.http.put(`${instances}/other-db/env-vars`).send({ env_vars }).expect(200);
      return overridesOf('other-db');
    };
    expect(await put([{ key: 'EXTRA', value: 'x' }])).toEqual(new Map([['EXTRA', null], ...before]));
    expect(await put([])).toEqual(before);
    expect((await put([{ key: 'SIGNING_KEY', value: null }])).get('SIGNING_KEY')).toBeNull();
    expect([...(await put([{ key: 'POSTGRES_PASSWORD', removed: true }])).values()]).toEqual([null]);
  });

  it('gets fresh ones with a reset, of one or of all', async () => {
    const before = await overridesOf('other-db');
    await server.http
      .patch(`${instances}/other-db/env-vars`)
      .send({ reset: ['SIGNING_KEY'] })
      .expect(200);
    const one = await overridesOf('other-db');
    expect(one.get('POSTGRES_PASSWORD')).toBe(before.get('POSTGRES_PASSWORD'));
    expect(one.get('SIGNING_KEY')).not.toBe(before.get('SIGNING_KEY'));
    for (const path of ['env-vars', 'overrides']) {
      const was = await overridesOf('other-db');
      await server.http.delete(`${instances}/other-db/${path}`).expect(204);
      const now = await overridesOf('other-db');
      expect([...now.keys()].toSorted()).toEqual(['POSTGRES_PASSWORD', 'SIGNING_KEY']);
      expect([...now.values()].filter((it) => [...was.values()].includes(it))).toEqual([]);
    }
  });

  it('has no override too many', async () => {
    const { body } = await server.http.get('/stacks/shop/overrides/findings').expect(200);
    expect(body).toEqual([]);
  });
});
