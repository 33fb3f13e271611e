import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { SealedSecrets1764600000000 } from '../../src/database/migrations/1764600000000-sealed-secrets.js';
import { MIGRATIONS } from '../../src/database/migrations/index.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { Keyring } from '../../src/secrets/keyring.js';
import { openKeyring } from '../../src/secrets/open-keyring.js';
import { rotate } from '../../src/secrets/rotate.js';
import { build } from '../../scripts/build.mjs';
import { createDatabase, type TestDatabase } from '../setup/database.js';
import { tablesWith } from '../setup/plain-secrets.js';
import { freePort, ServerProcess } from '../setup/server-process.js';

const [KEY, OTHER] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const [ID, OTHER_ID] = [KEY, OTHER].map((key) => new Keyring([key]).key_ids.join());
const SECRETS = 1200;

let database: TestDatabase;
let dataSource: DataSource;
let folder: string;
let built: string;

beforeAll(async () => {
  built = await build();
}, 120_000);
beforeEach(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'devarch-keys-'));
  dataSource = await new DataSource(dataSourceOptions(readConfig({}).database, database.url)).initialize();
});
afterEach(async () => {
  await dataSource.destroy();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'secret.key');
const given = (...secret_keys: Buffer[]) => ({ secret_keys, data_dir: folder, production: false });
const onRecord = async () => (await dataSource.query('SELECT key_id FROM secret_keys')).map(idOf);
const idOf = ({ key_id }: { key_id: string }) => key_id;

/** Takes back every migration since the one that brought sealing, and that one. */
async function revertSealing(): Promise<void> {
  const later = MIGRATIONS.slice(MIGRATIONS.indexOf(SealedSecrets1764600000000));
  for (const _ of later) await dataSource.undoLastMigration();
}

/** One template and one instance with many variables each, in plain text, as before there was sealing. */
async function storePlain(): Promise<void> {
  await revertSealing();
  await dataSource.query(`
    INSERT INTO services (name, image_name) VALUES ('postgres', 'postgres');
    INSERT INTO stacks (name, network_name) VALUES ('shop', 'shop');
    INSERT INTO service_instances (stack_id, instance_id, template_service_id, container_name) VALUES (1, 'db', 1, 'c');
    INSERT INTO service_env_vars (service_id, key, value, is_secret) VALUES (1, 'OPEN', 'open-value', false);
    INSERT INTO service_env_vars (service_id, key, value, is_secret)
      SELECT 1, 'T' || n, 'plain-value-' || n, true FROM generate_series(1, ${SECRETS}) n;
    INSERT INTO instance_env_vars (instance_id, key, value, is_secret)
      SELECT 1, 'I' || n, 'plain-value-' || n, true FROM generate_series(1, ${SECRETS}) n;`);
  await dataSource.runMigrations();
}

/** Every secret opens where it belongs, to what it was, and has the fingerprint of the key that it is sealed with. */
async function demandAllOpen(keyring: Keyring, ...others: Keyring[]): Promise<void> {
  for (const kind of ['service', 'instance']) {
    const rows = await dataSource.query(
      `SELECT key, sealed_value, fingerprint, key_id FROM ${kind}_env_vars WHERE is_secret AND value IS NULL`,
    );
    expect(rows).toHaveLength(SECRETS);
    for (const { key, sealed_value, fingerprint, key_id } of rows) {
      const plain = `plain-value-${key.slice(1)}`;
      expect(keyring.open(sealed_value, JSON.stringify(['env_vars', kind, 1, key]))).toBe(plain);
      const own = [keyring, ...others].find(({ key_ids }) => key_ids[0] === key_id);
      expect([plain, fingerprint]).toEqual([plain, own?.fingerprint(plain)]);
    }
  }
}

describe('the key of development', () => {
  it('is made once, for its owner only, and taken from then on', async () => {
    const made = await openKeyring(dataSource, given());
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readFile(file(), 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    expect((await openKeyring(dataSource, given())).key_ids).toEqual(made.key_ids);
    expect(await onRecord()).toEqual(made.key_ids);
  });

  it('is made before anything is sealed with it: servers that start together agree, with plain secrets to seal', async () => {
    await storePlain();
    const made = await Promise.all(Array.from({ length: 4 }, () => openKeyring(dataSource, given())));
    expect(new Set(made.map(({ key_ids }) => key_ids.join())).size).toBe(1);
    await demandAllOpen(await openKeyring(dataSource, given()));
  });

  it('made by somebody else meanwhile is the one that seals', async () => {
    await storePlain();
    await using session = dataSource.createQueryRunner();
    await session.connect();
    await session.query('SELECT pg_advisory_lock(3382726)');
    const opening = openKeyring(dataSource, given());
    await sleep(300);
    await writeFile(file(), `${KEY.toString('base64')}\n`, { mode: 0o600 });
    await session.query('SELECT pg_advisory_unlock(3382726)');
    expect((await opening).key_ids).toEqual([ID]);
    await demandAllOpen(new Keyring([KEY]));
  });

  it('is the same for servers that start together', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => openKeyring(dataSource, given())));
    expect(new Set(made.map(({ key_ids }) => key_ids.join())).size).toBe(1);
  });

  it('is not made in production', async () => {
    await expect(openKeyring(dataSource, { ...given(), production: true })).rejects.toThrow(
      'DEVARCH_SECRET_KEY is unset',
    );
    await expect(stat(file())).rejects.toThrow('ENOENT');
  });

  it.each([
    ['', 'Line 1 of the key file'],
    ['s3cret-key\n', 'Line 1 of the key file'],
    [`${KEY.toString('base64')}\ns3cret-key\n`, 'Line 2 of the key file'],
  ])('in a damaged file (%j) is an error without its content', async (text, message) => {
    await writeFile(file(), text, { mode: 0o600 });
    await expect(openKeyring(dataSource, given())).rejects.toThrow(message);
    await expect(openKeyring(dataSource, given())).rejects.not.toThrow('s3cret');
    expect(await readFile(file(), 'utf8')).toBe(text);
  });

  it('that others can read is an error that says what to do', async () => {
    await writeFile(file(), `${KEY.toString('base64')}\n`);
    await chmod(file(), 0o644);
    await expect(openKeyring(dataSource, given())).rejects.toThrow(/mode 644\); run: chmod 600 .*secret\.key/);
  });
});

describe('a lost or wrong key', () => {
  beforeEach(async () => {
    await storePlain();
    await openKeyring(dataSource, given(KEY));
  });

  it.each([
    [
      'another key is given',
      () => given(OTHER),
      `key ${ID}, but DEVARCH_SECRET_KEY has ${OTHER_ID}. Nothing was changed.`,
    ],
    ['there is none', () => given(), `key ${ID}, but DEVARCH_SECRET_KEY is unset and there is no key file`],
  ])('is named where %s, and nothing is changed', async (_, source, message) => {
    const before = await dataSource.query('SELECT * FROM instance_env_vars ORDER BY id');
    await expect(openKeyring(dataSource, source())).rejects.toThrow(message);
    await expect(stat(file())).rejects.toThrow('ENOENT');
    expect(await dataSource.query('SELECT * FROM instance_env_vars ORDER BY id')).toEqual(before);
    expect((await openKeyring(dataSource, given(KEY))).key_ids).toEqual([ID]);
  });

  it('cannot be forgotten: the database keeps the record of a key that is in use', async () => {
    await expect(dataSource.query('DELETE FROM secret_keys')).rejects.toThrow('fk_service_env_vars_key_id');
  });

  it('that nothing is sealed with any more is forgotten', async () => {
    await dataSource.query('DELETE FROM service_env_vars; DELETE FROM instance_env_vars');
    await openKeyring(dataSource, given(OTHER));
    expect(await onRecord()).toEqual([OTHER_ID]);
  });

  it('stops the server at its start, with a message that names it and nothing else', async () => {
    const env = { PATH: process.env.PATH, DATABASE_URL: database.url, PORT: '0', DEVARCH_DATA_DIR: folder };
    const started = promisify(execFile)(process.execPath, [join(built, 'main.js')], { env, cwd: folder });
    await expect(started).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(`sealed with key ${ID}`) });
  }, 30_000);
});

describe('the log (P9)', () => {
  it('at its most talkative has no secret, not even where one cannot be opened', async () => {
    const secret = 'correct-horse-battery';
    const server = new ServerProcess(built, {
      PORT: String(await freePort()),
      DATABASE_URL: database.url,
      LOG_LEVEL: 'trace',
    });
    await server.started();
    const send = async (method: string, path: string, body: object) => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
      return { status: answer.status, text: await answer.text() };
    };
    const env_vars = [{ key: 'PASSWORD', value: secret, is_secret: true }];
    await send('POST', '/services', { name: 'mine', image_name: 'mine', env_vars });
    await send('POST', '/stacks', { name: 'shop' });
    await send('POST', '/stacks/shop/instances', { instance_id: 'db', template: 'mine' });
    await send('PUT', '/stacks/shop/instances/db/env-vars', { env_vars });
    await dataSource.query(`UPDATE instance_env_vars SET key = 'MOVED'`);
    const failed = await send('POST', '/stacks/shop/instances/db/duplicate', {});
    await send('PUT', '/stacks/shop/instances/db/env-vars', { env_vars: [...env_vars, ...env_vars] });
    await server.end('SIGTERM');
    expect(failed.status).toBe(500);
    expect(server.output).toMatch(/The sealed secret of .*instance.*MOVED.* is damaged/);
    expect(server.output + failed.text).not.toContain(secret);
    expect(server.output + failed.text).not.toMatch(/1\.[0-9a-f]{8}\.[\w-]{20}/);
  }, 60_000);
});

describe('what earlier versions stored in plain text', () => {
  it('is sealed at the first start, all of it, and stays what it was', async () => {
    await storePlain();
    expect(await tablesWith(dataSource, 'plain-value')).toEqual(['service_env_vars', 'instance_env_vars']);
    await demandAllOpen(await openKeyring(dataSource, given(KEY)));
    expect(await tablesWith(dataSource, 'plain-value')).toEqual([]);
    expect(await tablesWith(dataSource, 'open-value')).toEqual(['service_env_vars']);
  });

  it('and what is sealed keeps its migration from being reverted', async () => {
    await storePlain();
    await openKeyring(dataSource, given(KEY));
    await expect(revertSealing()).rejects.toThrow('service_env_vars holds sealed secrets');
    await demandAllOpen(await openKeyring(dataSource, given(KEY)));
  });
});

describe('rotation', () => {
  beforeEach(storePlain);

  it('with keys of the environment seals everything with the first one', async () => {
    await openKeyring(dataSource, given(KEY));
    const counts: number[] = [];
    const done = await rotate(dataSource, given(OTHER, KEY), (count) => counts.push(count));
    expect(done).toEqual({ key_id: OTHER_ID, retired: [ID], resealed: 2 * SECRETS });
    expect(counts.at(-1)).toBe(2 * SECRETS);
    await demandAllOpen(new Keyring([OTHER]));
    expect(await onRecord()).toEqual([OTHER_ID]);
    await expect(openKeyring(dataSource, given(KEY))).rejects.toThrow(`key ${OTHER_ID}`);
    expect(await rotate(dataSource, given(OTHER, KEY), () => {})).toMatchObject({ resealed: 0 });
  });

  it('with one key of the environment says what to give', async () => {
    await openKeyring(dataSource, given(KEY));
    await expect(rotate(dataSource, given(KEY), () => {})).rejects.toThrow('NEW,OLD');
  });

  it('with the key file makes a new key, and leaves it alone in the file', async () => {
    await openKeyring(dataSource, given());
    const before = await readFile(file(), 'utf8');
    await rotate(dataSource, given(), () => {});
    const after = await readFile(file(), 'utf8');
    expect([after === before, after.split('\n').length, (await stat(file())).mode & 0o777]).toEqual([false, 2, 0o600]);
    await demandAllOpen(await openKeyring(dataSource, given()));
  });

  it('does not overwrite what is written meanwhile, and notices who goes on with the old key', async () => {
    await openKeyring(dataSource, given(KEY));
    const old = new Keyring([KEY]);
    const place = JSON.stringify(['env_vars', 'service', 1, 'T1']);
    const writeBehind = async () => {
      const { sealed_value, fingerprint, key_id } = old.seal('plain-value-1', place);
      const set = `UPDATE service_env_vars SET sealed_value = $1, fingerprint = $2, key_id = $3 WHERE key = 'T1'`;
      await dataSource.query(set, [sealed_value, fingerprint, key_id]);
    };
    let written: Promise<void> | undefined;
    const rotating = rotate(dataSource, given(OTHER, KEY), () => (written ??= writeBehind()));
    await expect(rotating).rejects.toThrow('Something was sealed with an old key meanwhile');
    await written;
    await demandAllOpen(new Keyring([OTHER, KEY]), old);
    expect((await onRecord()).toSorted()).toEqual([ID, OTHER_ID].toSorted());
    await rotate(dataSource, given(OTHER, KEY), () => {});
    await demandAllOpen(new Keyring([OTHER]));
  });

  it('is one at a time', async () => {
    await openKeyring(dataSource, given());
    const both = await Promise.allSettled([
      rotate(dataSource, given(), () => {}),
      rotate(dataSource, given(), () => {}),
    ]);
    const failed = both.filter((outcome) => outcome.status === 'rejected');
    expect(failed.map(({ reason }) => reason.message)).toEqual(['Another rotation of this database is running.']);
    await demandAllOpen(await openKeyring(dataSource, given()));
  });

  it('keeps the old key in a file beside, should a backup need it', async () => {
    const old = await openKeyring(dataSource, given());
    await rotate(dataSource, given(), () => {});
    const retired = Buffer.from((await readFile(`${file()}.retired`, 'utf8')).trim(), 'base64');
    expect(new Keyring([retired]).key_ids).toEqual(old.key_ids);
    expect((await stat(`${file()}.retired`)).mode & 0o777).toBe(0o600);
  });

  it('then refuses a server that still seals with the old key, and nothing is lost', async () => {
    const old = await openKeyring(dataSource, given(KEY));
    await rotate(dataSource, given(OTHER, KEY), () => {});
    const { sealed_value, fingerprint, key_id } = old.seal('late', 'anywhere');
    const late = dataSource.query(`UPDATE instance_env_vars SET sealed_value = $1, fingerprint = $2, key_id = $3`, [
      ...[sealed_value, fingerprint, key_id],
    ]);
    await expect(late).rejects.toThrow('fk_instance_env_vars_key_id');
    await demandAllOpen(new Keyring([OTHER]));
  });

  it('killed half-way loses nothing, and goes on when it is started again', async () => {
    await openKeyring(dataSource, given());
    const env = { PATH: process.env.PATH, DATABASE_URL: database.url, DEVARCH_DATA_DIR: folder };
    const args = [join(built, 'cli', 'secrets-rotate.js')];
    const killed = spawn(process.execPath, args, { env, cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'close');
    const keys = (await readFile(file(), 'utf8')).trim().split('\n');
    expect(keys).toHaveLength(2);
    const half = await openKeyring(dataSource, given());
    await demandAllOpen(half, new Keyring([Buffer.from(keys[1] ?? '', 'base64')]));
    const used =
      await dataSource.query(`SELECT DISTINCT split_part(sealed_value, '.', 2) AS key_id FROM instance_env_vars
      UNION SELECT split_part(sealed_value, '.', 2) FROM service_env_vars WHERE is_secret`);
    expect(used.map(idOf).toSorted()).toEqual(half.key_ids.toSorted());
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: folder });
    expect(stdout).toMatch(/Everything is sealed with key [0-9a-f]{8}; [1-9]\d* values were sealed anew\./);
    expect((await readFile(file(), 'utf8')).trim()).toBe(keys[0]);
    await demandAllOpen(await openKeyring(dataSource, given()));
  }, 60_000);
});
