import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { Keyring } from '../../src/secrets/keyring.js';
import { openKeyring } from '../../src/secrets/open-keyring.js';
import { rotate } from '../../src/secrets/rotate.js';
import { build } from '../../scripts/build.mjs';
import { createDatabase, type TestDatabase } from '../setup/database.js';
import { SECRETS, demandAllOpen, revertSealing, storePlain } from '../setup/many-secrets.js';
import { tablesWith } from '../setup/plain-secrets.js';

const [KEY, OTHER] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const [ID, OTHER_ID] = [KEY, OTHER].map((key) => new Keyring([key]).key_ids.join());

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

describe('what earlier versions stored in plain text', () => {
  it('is sealed at the first start, all of it, and stays what it was', async () => {
    await storePlain(dataSource);
    expect(await tablesWith(dataSource, 'plain-value')).toEqual(['service_env_vars', 'instance_env_vars']);
    await demandAllOpen(dataSource, await openKeyring(dataSource, given(KEY)));
    expect(await tablesWith(dataSource, 'plain-value')).toEqual([]);
    expect(await tablesWith(dataSource, 'open-value')).toEqual(['service_env_vars']);
  });

  it('and what is sealed keeps its migration from being reverted', async () => {
    await storePlain(dataSource);
    await openKeyring(dataSource, given(KEY));
    await expect(revertSealing(dataSource)).rejects.toThrow('service_env_vars holds sealed secrets');
    await demandAllOpen(dataSource, await openKeyring(dataSource, given(KEY)));
  });
});

describe('rotation', () => {
  beforeEach(() => storePlain(dataSource));

  it('with keys of the environment seals everything with the first one', async () => {
    await openKeyring(dataSource, given(KEY));
    const counts: number[] = [];
    const done = await rotate(dataSource, given(OTHER, KEY), (count) => counts.push(count));
    expect(done).toEqual({ key_id: OTHER_ID, retired: [ID], resealed: 2 * SECRETS });
    expect(counts.at(-1)).toBe(2 * SECRETS);
    await demandAllOpen(dataSource, new Keyring([OTHER]));
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
    await demandAllOpen(dataSource, await openKeyring(dataSource, given()));
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
    await demandAllOpen(dataSource, new Keyring([OTHER, KEY]), old);
    expect((await onRecord()).toSorted()).toEqual([ID, OTHER_ID].toSorted());
    await rotate(dataSource, given(OTHER, KEY), () => {});
    await demandAllOpen(dataSource, new Keyring([OTHER]));
  });

  it('is one at a time', async () => {
    await openKeyring(dataSource, given());
    const both = await Promise.allSettled([
      rotate(dataSource, given(), () => {}),
      rotate(dataSource, given(), () => {}),
    ]);
    const failed = both.filter((outcome) => outcome.status === 'rejected');
    expect(failed.map(({ reason }) => reason.message)).toEqual(['Another rotation of this database is running.']);
    await demandAllOpen(dataSource, await openKeyring(dataSource, given()));
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
    await demandAllOpen(dataSource, new Keyring([OTHER]));
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
    await demandAllOpen(dataSource, half, new Keyring([Buffer.from(keys[1] ?? '', 'base64')]));
    const used =
      await dataSource.query(`SELECT DISTINCT split_part(sealed_value, '.', 2) AS key_id FROM instance_env_vars
      UNION SELECT split_part(sealed_value, '.', 2) FROM service_env_vars WHERE is_secret`);
    expect(used.map(idOf).toSorted()).toEqual(half.key_ids.toSorted());
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: folder });
    expect(stdout).toMatch(/Everything is sealed with key [0-9a-f]{8}; [1-9]\d* values were sealed anew\./);
    expect((await readFile(file(), 'utf8')).trim()).toBe(keys[0]);
    await demandAllOpen(dataSource, await openKeyring(dataSource, given()));
  }, 60_000);
});
