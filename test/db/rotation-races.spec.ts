import { setTimeout as sleep } from 'node:timers/promises';
import { Keyring } from '../../src/secrets/keyring.js';
import { openKeyring } from '../../src/secrets/open-keyring.js';
import { rotate } from '../../src/secrets/rotate.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { newInstance, newStack } from '../setup/story.js';

const [OLD, NEW] = [Buffer.alloc(32, 3), Buffer.alloc(32, 4)];
const DB = '/stacks/shop/instances/db/env-vars';
const source = (...secret_keys: Buffer[]) => ({ secret_keys, data_dir: '', production: true });

let server: TestApp;
beforeAll(async () => {
  const keys = [NEW, OLD].map((key) => key.toString('base64')).join(',');
  server = await startTestApp({ DEVARCH_SECRET_KEY: keys });
  await server.http.post('/services').send({ name: 'postgres', image_name: 'postgres' }).expect(201);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
  const set = [{ key: 'LANG', value: 'C' }, secret('own')];
  await server.http.patch(DB).send({ set }).expect(200);
});
afterAll(() => server.close());

const secret = (value: string) => ({ key: 'PASSWORD', value, is_secret: true });

/** Stores the secret as a server does that still seals with the old key. */
async function sealWithOldKey(): Promise<void> {
  await server.dataSource.query('INSERT INTO secret_keys (key_id) VALUES ($1) ON CONFLICT DO NOTHING', [
    new Keyring([OLD]).key_ids[0],
  ]);
  const [row] = await server.dataSource.query(`SELECT id, instance_id FROM instance_env_vars WHERE key = 'PASSWORD'`);
  const place = JSON.stringify(['env_vars', 'instance', row.instance_id, 'PASSWORD']);
  const { sealed_value, fingerprint, key_id } = new Keyring([OLD]).seal('own', place);
  await server.dataSource.query(
    'UPDATE instance_env_vars SET sealed_value = $1, fingerprint = $2, key_id = $3 WHERE id = $4',
    [sealed_value, fingerprint, key_id, row.id],
  );
}

async function everythingOpensWith(key: Buffer): Promise<void> {
  const keyring = await openKeyring(server.dataSource, source(key));
  const rows = await server.dataSource.query('SELECT * FROM instance_env_vars WHERE is_secret');
  expect(rows.length).toBeGreaterThan(0);
  for (const { sealed_value, fingerprint, instance_id, key: name } of rows) {
    const plain = keyring.open(sealed_value, JSON.stringify(['env_vars', 'instance', instance_id, name]));
    expect([plain, fingerprint]).toEqual(['own', keyring.fingerprint('own')]);
  }
}

it('a write that read a secret before the rotation does not bring its old form back', async () => {
  await sealWithOldKey();
  await using blocker = server.dataSource.createQueryRunner();
  await blocker.startTransaction();
  await blocker.query(`SELECT FROM instance_env_vars WHERE key = 'LANG' FOR UPDATE`);
  const patching = server.http
    .patch(DB)
    .send({ set: [{ key: 'TZ', value: 'UTC' }] })
    .then(({ status }) => status);
  await sleep(500);
  await rotate(server.dataSource, source(NEW, OLD), () => {});
  await blocker.commitTransaction();
  expect(await patching).toBe(200);
  await everythingOpensWith(NEW);
});

it('copies, removals and kept secrets made while both keys are there have the fingerprint of the new one', async () => {
  await sealWithOldKey();
  await server.http.post('/stacks/shop/instances/db/duplicate').send({ instance_id: 'copy' }).expect(201);
  await server.http
    .patch(DB)
    .send({ set: [{ key: 'PASSWORD', value: '***' }] })
    .expect(200);
  await rotate(server.dataSource, source(NEW, OLD), () => {});
  await everythingOpensWith(NEW);
  const { body } = await server.http.get('/stacks/shop/instances/db/diff?against=shop/copy').expect(200);
  expect(body.equal).toBe(true);
});

it('a server whose key was retired answers 503, says why, and changes nothing', async () => {
  await server.http.delete('/stacks/shop/instances/copy').expect(204);
  const stale = await startTestApp({ DEVARCH_SECRET_KEY: OLD.toString('base64') });
  try {
    await stale.http.post('/services').send({ name: 'postgres', image_name: 'postgres' }).expect(201);
    await stale.dataSource.query('INSERT INTO secret_keys (key_id) VALUES ($1)', [new Keyring([NEW]).key_ids[0]]);
    await stale.dataSource.query('DELETE FROM secret_keys WHERE key_id <> $1', [new Keyring([NEW]).key_ids[0]]);
    const { body } = await stale.http
      .put('/services/postgres/env-vars')
      .send({ env_vars: [secret('late')] })
      .expect(503);
    expect(body.detail).toContain('It has to be restarted with the present key');
    expect((await stale.http.get('/services/postgres').expect(200)).body.env_vars).toEqual([]);
  } finally {
    await stale.close();
  }
});
