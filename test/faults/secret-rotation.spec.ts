import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Keyring } from '../../src/secrets/keyring.js';
import { openKeyring } from '../../src/secrets/open-keyring.js';
import { rotate } from '../../src/secrets/rotate.js';
import { ID, KEY, keyPlace, OTHER, OTHER_ID } from '../setup/key-place.js';
import { SECRETS, demandAllOpen, revertSealing, storePlain } from '../setup/many-secrets.js';
import { tablesWith } from '../setup/plain-secrets.js';

const place = keyPlace();
const { file, given, idOf, onRecord } = place;

describe('what earlier versions stored in plain text', () => {
  it('is sealed at the first start, all of it, and stays what it was', async () => {
    await storePlain(place.dataSource);
    expect(await tablesWith(place.dataSource, 'plain-value')).toEqual(['service_env_vars', 'instance_env_vars']);
    await demandAllOpen(place.dataSource, await openKeyring(place.dataSource, given(KEY)));
    expect(await tablesWith(place.dataSource, 'plain-value')).toEqual([]);
    expect(await tablesWith(place.dataSource, 'open-value')).toEqual(['service_env_vars']);
  });

  it('and what is sealed keeps its migration from being reverted', async () => {
    await storePlain(place.dataSource);
    await openKeyring(place.dataSource, given(KEY));
    await expect(revertSealing(place.dataSource)).rejects.toThrow('service_env_vars holds sealed secrets');
    await demandAllOpen(place.dataSource, await openKeyring(place.dataSource, given(KEY)));
  });
});

describe('rotation', () => {
  beforeEach(() => storePlain(place.dataSource));

  it('with keys of the environment seals everything with the first one', async () => {
    await openKeyring(place.dataSource, given(KEY));
    const counts: number[] = [];
    const done = await rotate(place.dataSource, given(OTHER, KEY), (count) => counts.push(count));
    expect(done).toEqual({ key_id: OTHER_ID, retired: [ID], resealed: 2 * SECRETS });
    expect(counts.at(-1)).toBe(2 * SECRETS);
    await demandAllOpen(place.dataSource, new Keyring([OTHER]));
    expect(await onRecord()).toEqual([OTHER_ID]);
    await expect(openKeyring(place.dataSource, given(KEY))).rejects.toThrow(`key ${OTHER_ID}`);
    expect(await rotate(place.dataSource, given(OTHER, KEY), () => {})).toMatchObject({ resealed: 0 });
  });

  it('with one key of the environment says what to give', async () => {
    await openKeyring(place.dataSource, given(KEY));
    await expect(rotate(place.dataSource, given(KEY), () => {})).rejects.toThrow('NEW,OLD');
  });

  it('with the key file makes a new key, and leaves it alone in the file', async () => {
    await openKeyring(place.dataSource, given());
    const before = await readFile(file(), 'utf8');
    await rotate(place.dataSource, given(), () => {});
    const after = await readFile(file(), 'utf8');
    expect([after === before, after.split('\n').length, (await stat(file())).mode & 0o777]).toEqual([false, 2, 0o600]);
    await demandAllOpen(place.dataSource, await openKeyring(place.dataSource, given()));
  });

  it('does not overwrite what is written meanwhile, and notices who goes on with the old key', async () => {
    await openKeyring(place.dataSource, given(KEY));
    const old = new Keyring([KEY]);
    const sealedFor = JSON.stringify(['env_vars', 'service', 1, 'T1']);
    const writeBehind = async () => {
      const { sealed_value, fingerprint, key_id } = old.seal('plain-value-1', sealedFor);
      const set = `UPDATE service_env_vars SET sealed_value = $1, fingerprint = $2, key_id = $3 WHERE key = 'T1'`;
      await place.dataSource.query(set, [sealed_value, fingerprint, key_id]);
    };
    let written: Promise<void> | undefined;
    const rotating = rotate(place.dataSource, given(OTHER, KEY), () => (written ??= writeBehind()));
    await expect(rotating).rejects.toThrow('Something was sealed with an old key meanwhile');
    await written;
    await demandAllOpen(place.dataSource, new Keyring([OTHER, KEY]), old);
    expect((await onRecord()).toSorted()).toEqual([ID, OTHER_ID].toSorted());
    await rotate(place.dataSource, given(OTHER, KEY), () => {});
    await demandAllOpen(place.dataSource, new Keyring([OTHER]));
  });

  it('is one at a time', async () => {
    await openKeyring(place.dataSource, given());
    const both = await Promise.allSettled([
      rotate(place.dataSource, given(), () => {}),
      rotate(place.dataSource, given(), () => {}),
    ]);
    const failed = both.filter((outcome) => outcome.status === 'rejected');
    expect(failed.map(({ reason }) => reason.message)).toEqual(['Another rotation of this database is running.']);
    await demandAllOpen(place.dataSource, await openKeyring(place.dataSource, given()));
  });

  it('keeps the old key in a file beside, should a backup need it', async () => {
    const old = await openKeyring(place.dataSource, given());
    await rotate(place.dataSource, given(), () => {});
    const retired = Buffer.from((await readFile(`${file()}.retired`, 'utf8')).trim(), 'base64');
    expect(new Keyring([retired]).key_ids).toEqual(old.key_ids);
    expect((await stat(`${file()}.retired`)).mode & 0o777).toBe(0o600);
  });

  it('then refuses a server that still seals with the old key, and nothing is lost', async () => {
    const old = await openKeyring(place.dataSource, given(KEY));
    await rotate(place.dataSource, given(OTHER, KEY), () => {});
    const { sealed_value, fingerprint, key_id } = old.seal('late', 'anywhere');
    const late = place.dataSource.query(
      `UPDATE instance_env_vars SET sealed_value = $1, fingerprint = $2, key_id = $3`,
      [sealed_value, fingerprint, key_id],
    );
    await expect(late).rejects.toThrow('fk_instance_env_vars_key_id');
    await demandAllOpen(place.dataSource, new Keyring([OTHER]));
  });

  it('killed half-way loses nothing, and goes on when it is started again', async () => {
    await openKeyring(place.dataSource, given());
    const env = { PATH: process.env.PATH, DATABASE_URL: place.database.url, DEVARCH_DATA_DIR: place.folder };
    const args = [join(place.program, 'cli', 'secrets-rotate.js')];
    const killed = spawn(process.execPath, args, { env, cwd: place.folder, stdio: ['ignore', 'pipe', 'inherit'] });
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'close');
    const keys = (await readFile(file(), 'utf8')).trim().split('\n');
    expect(keys).toHaveLength(2);
    const half = await openKeyring(place.dataSource, given());
    await demandAllOpen(place.dataSource, half, new Keyring([Buffer.from(keys[1] ?? '', 'base64')]));
    const used = await place.dataSource
      .query(`SELECT DISTINCT split_part(sealed_value, '.', 2) AS key_id FROM instance_env_vars
      UNION SELECT split_part(sealed_value, '.', 2) FROM service_env_vars WHERE is_secret`);
    expect(used.map(idOf).toSorted()).toEqual(half.key_ids.toSorted());
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, cwd: place.folder });
    expect(stdout).toMatch(/Everything is sealed with key [0-9a-f]{8}; [1-9]\d* values were sealed anew\./);
    expect((await readFile(file(), 'utf8')).trim()).toBe(keys[0]);
    await demandAllOpen(place.dataSource, await openKeyring(place.dataSource, given()));
  }, 60_000);
});
