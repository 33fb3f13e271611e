import { startTestApp, type TestApp } from '../setup/app.js';
import { newStack } from '../setup/story.js';

/** What becomes of generated secrets where instances are copied, exported and imported. */
let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
  await newStack(server, 'shop');
  await server.http.post('/services').send(TEMPLATE).expect(201);
  await make('db');
  await make('given', [
    { key: 'POSTGRES_PASSWORD', value: '${{ vars.PASSWORD }}' },
    { key: 'SIGNING_KEY', removed: true },
    { key: 'OTHER', value: 'kept by every copy', is_secret: true },
  ]);
});
afterAll(() => server.close());

const TEMPLATE = {
  name: 'pg',
  image_name: 'pg',
  env_vars: [
    { key: 'POSTGRES_PASSWORD', generate: 'password(32)' },
    { key: 'SIGNING_KEY', generate: 'hex(16)' },
  ],
};

async function make(instance_id: string, env_vars?: object[]) {
  const body = { instance_id, template: 'pg', env_vars };
  await server.http.post('/stacks/shop/instances').send(body).expect(201);
}

type Row = { key: string; value: string; fingerprint: string | null; removed: boolean };

/** What an instance overrides: fingerprints, references and removals by key. */
async function overridesOf(instance: string, stack = 'shop') {
  const { body } = await server.http.get(`/stacks/${stack}/instances/${instance}/env-vars`).expect(200);
  const told = ({ key, value, fingerprint, removed }: Row) => [key, removed ? 'removed' : (fingerprint ?? value)];
  return Object.fromEntries((body as Row[]).map(told)) as Record<string, string>;
}

describe('a copy', () => {
  it.each(['', '?secrets=keep'])('has the secrets of its source with %j', async (how) => {
    const { body } = await server.http.post(`/stacks/shop/instances/db/duplicate${how}`).expect(201);
    expect(await overridesOf(body.instance_id)).toEqual(await overridesOf('db'));
    const name = `clone${how.length}`;
    await server.http.post(`/stacks/shop/clone${how}`).send({ name }).expect(201);
    for (const instance of ['db', 'given'])
      expect(await overridesOf(instance, name)).toEqual(await overridesOf(instance));
  });

  it('has fresh ones where that is asked for, and all else as it was', async () => {
    await server.http
      .post('/stacks/shop/instances/db/duplicate?secrets=regenerate')
      .send({ instance_id: 'fresh' })
      .expect(201);
    await server.http.post('/stacks/shop/clone?secrets=regenerate').send({ name: 'anew' }).expect(201);
    const source = await overridesOf('db');
    const copies = [await overridesOf('fresh'), await overridesOf('db', 'anew'), await overridesOf('fresh', 'anew')];
    const values = [source, ...copies].flatMap((it) => Object.values(it));
    expect(new Set(values).size).toBe(8);
    expect(await overridesOf('given', 'anew')).toEqual(await overridesOf('given'));
    const { body } = await server.http
      .post('/stacks/anew/compose/env/reveal')
      .set('accept', 'application/json')
      .expect(200);
    const found = Object.fromEntries((body as { name: string; value: string }[]).map((it) => [it.name, it.value]));
    expect(found.DB_POSTGRES_PASSWORD).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(found.GIVEN_OTHER).toBe('kept by every copy');
  });

  it('gets what its source never had', async () => {
    await server.http
      .put('/services/pg/env-vars')
      .send({ env_vars: [...TEMPLATE.env_vars, { key: 'LATER', generate: 'uuid' }] })
      .expect(200);
    expect(Object.keys(await overridesOf('db'))).not.toContain('LATER');
    for (const secrets of ['keep', 'regenerate']) {
      const { body } = await server.http.post(`/stacks/shop/instances/db/duplicate?secrets=${secrets}`).expect(201);
      expect(Object.keys(await overridesOf(body.instance_id)).includes('LATER')).toBe(secrets === 'regenerate');
    }
  });

  it('is refused with another word', async () => {
    const { body } = await server.http.post('/stacks/shop/clone?secrets=fresh').send({ name: 'x' }).expect(400);
    expect(body.errors[0].reason).toContain('must be one of keep, regenerate');
  });
});

describe('a file of the stack', () => {
  const importFile = (content: string, mode: string, stack: string) =>
    server.http.post(`/stacks/import`).send({ content, mode, name: stack, format: 'devarch' });

  it('makes fresh ones elsewhere and says so; a second import leaves them alone, also where it names none', async () => {
    const { text } = await server.http.get('/stacks/anew/export').expect(200);
    const { body } = await importFile(text, 'create', 'elsewhere').expect(200);
    const losses = body.instances.find(({ instance_id }: { instance_id: string }) => instance_id === 'db').losses;
    expect(losses.map(({ code }: { code: string }) => code)).toEqual(['secret-generated', 'secret-generated']);
    const made = await overridesOf('db', 'elsewhere');
    expect(Object.keys(made).toSorted()).toEqual(['LATER', 'POSTGRES_PASSWORD', 'SIGNING_KEY']);
    expect(Object.values(made)).not.toContain((await overridesOf('db', 'anew')).POSTGRES_PASSWORD);
    for (const mode of ['update', 'replace']) {
      await importFile(text, mode, 'elsewhere').expect(200);
      expect(await overridesOf('db', 'elsewhere')).toEqual(made);
      const bare = 'devarch: 1\nstack: {name: elsewhere}\ninstances: [{name: db, template: pg}]\n';
      await importFile(bare, mode, 'elsewhere').expect(200);
      expect(await overridesOf('db', 'elsewhere')).toEqual(made);
    }
  });
});

describe('a template that had a value', () => {
  it('leaves it to every instance that has it now, in the trash too, and to nobody else', async () => {
    const values = ['POSTGRES_PASSWORD', 'PLAIN'].map((key) => ({
      key,
      value: `was ${key}`,
      is_secret: key !== 'PLAIN',
    }));
    await server.http.post('/services').send({ name: 'old', image_name: 'old', env_vars: values }).expect(201);
    await newStack(server, 'aged');
    const at = '/stacks/aged/instances';
    for (const [instance_id, env_vars] of Object.entries({
      plain: [],
      gone: [],
      own: [{ key: 'POSTGRES_PASSWORD', value: 'mine', is_secret: true }],
      without: [{ key: 'POSTGRES_PASSWORD', removed: true }],
    }))
      await server.http.post(at).send({ instance_id, template: 'old', env_vars }).expect(201);
    await server.http.delete(`${at}/gone`).expect(204);
    const before = await overridesOf('own', 'aged');
    const env_vars = values.map(({ key }) => ({ key, generate: 'password(32)' }));
    const { body: preview } = await server.http
      .put('/services/old/env-vars?dry_run=true')
      .send({ env_vars })
      .expect(200);
    expect(preview.changes.env_vars.changed).toEqual(['PLAIN', 'POSTGRES_PASSWORD']);
    expect(preview.affected_count).toBe(0);
    await server.http.put('/services/old/env-vars').send({ env_vars }).expect(200);
    await server.http.post(`${at}/trash/gone/restore`).expect(200);
    await server.http.post(at).send({ instance_id: 'new', template: 'old' }).expect(201);
    const { body } = await server.http
      .post('/stacks/aged/compose/env/reveal')
      .set('accept', 'application/json')
      .expect(200);
    const found = Object.fromEntries((body as { name: string; value: string }[]).map((it) => [it.name, it.value]));
    expect(found.PLAIN_POSTGRES_PASSWORD).toBe('was POSTGRES_PASSWORD');
    expect(found.GONE_POSTGRES_PASSWORD).toBe('was POSTGRES_PASSWORD');
    expect(found.OWN_POSTGRES_PASSWORD).toBe('mine');
    expect(found.NEW_POSTGRES_PASSWORD).toMatch(/^[A-Za-z0-9]{32}$/);
    expect((await overridesOf('plain', 'aged')).PLAIN).toBe('was PLAIN');
    expect((await overridesOf('own', 'aged')).POSTGRES_PASSWORD).toBe(before.POSTGRES_PASSWORD);
    expect((await overridesOf('without', 'aged')).POSTGRES_PASSWORD).toBe('removed');
  });
});
