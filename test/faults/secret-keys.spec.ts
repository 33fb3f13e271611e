import { execFile } from 'node:child_process';
import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Keyring } from '../../src/secrets/keyring.js';
import { openKeyring } from '../../src/secrets/open-keyring.js';
import { ID, KEY, keyPlace, OTHER, OTHER_ID } from '../setup/key-place.js';
import { demandAllOpen, storePlain } from '../setup/many-secrets.js';
import { freePort, ServerProcess } from '../setup/server-process.js';

const place = keyPlace();
const { file, given, onRecord } = place;

describe('the key of development', () => {
  it('is made once, for its owner only, and taken from then on', async () => {
    const made = await openKeyring(place.dataSource, given());
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await readFile(file(), 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    expect((await openKeyring(place.dataSource, given())).key_ids).toEqual(made.key_ids);
    expect(await onRecord()).toEqual(made.key_ids);
  });

  it('is made before anything is sealed with it: servers that start together agree, with plain secrets to seal', async () => {
    await storePlain(place.dataSource);
    const made = await Promise.all(Array.from({ length: 4 }, () => openKeyring(place.dataSource, given())));
    expect(new Set(made.map(({ key_ids }) => key_ids.join())).size).toBe(1);
    await demandAllOpen(place.dataSource, await openKeyring(place.dataSource, given()));
  });

  it('made by somebody else meanwhile is the one that seals', async () => {
    await storePlain(place.dataSource);
    await using session = place.dataSource.createQueryRunner();
    await session.connect();
    await session.query('SELECT pg_advisory_lock(3382726)');
    const opening = openKeyring(place.dataSource, given());
    await sleep(300);
    await writeFile(file(), `${KEY.toString('base64')}\n`, { mode: 0o600 });
    await session.query('SELECT pg_advisory_unlock(3382726)');
    expect((await opening).key_ids).toEqual([ID]);
    await demandAllOpen(place.dataSource, new Keyring([KEY]));
  });

  it('is the same for servers that start together', async () => {
    const made = await Promise.all(Array.from({ length: 8 }, () => openKeyring(place.dataSource, given())));
    expect(new Set(made.map(({ key_ids }) => key_ids.join())).size).toBe(1);
  });

  it('is not made in production', async () => {
    await expect(openKeyring(place.dataSource, { ...given(), production: true })).rejects.toThrow(
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
    await expect(openKeyring(place.dataSource, given())).rejects.toThrow(message);
    await expect(openKeyring(place.dataSource, given())).rejects.not.toThrow('s3cret');
    expect(await readFile(file(), 'utf8')).toBe(text);
  });

  it('that others can read is an error that says what to do', async () => {
    await writeFile(file(), `${KEY.toString('base64')}\n`);
    await chmod(file(), 0o644);
    await expect(openKeyring(place.dataSource, given())).rejects.toThrow(/mode 644\); run: chmod 600 .*secret\.key/);
  });
});

describe('a lost or wrong key', () => {
  beforeEach(async () => {
    await storePlain(place.dataSource);
    await openKeyring(place.dataSource, given(KEY));
  });

  it.each([
    [
      'another key is given',
      () => given(OTHER),
      `key ${ID}, but DEVARCH_SECRET_KEY has ${OTHER_ID}. Nothing was changed.`,
    ],
    ['there is none', () => given(), `key ${ID}, but DEVARCH_SECRET_KEY is unset and there is no key file`],
  ])('is named where %s, and nothing is changed', async (_, source, message) => {
    const before = await place.dataSource.query('SELECT * FROM instance_env_vars ORDER BY id');
    await expect(openKeyring(place.dataSource, source())).rejects.toThrow(message);
    await expect(stat(file())).rejects.toThrow('ENOENT');
    expect(await place.dataSource.query('SELECT * FROM instance_env_vars ORDER BY id')).toEqual(before);
    expect((await openKeyring(place.dataSource, given(KEY))).key_ids).toEqual([ID]);
  });

  it('cannot be forgotten: the database keeps the record of a key that is in use', async () => {
    await expect(place.dataSource.query('DELETE FROM secret_keys')).rejects.toThrow('fk_service_env_vars_key_id');
  });

  it('that nothing is sealed with any more is forgotten', async () => {
    await place.dataSource.query('DELETE FROM service_env_vars; DELETE FROM instance_env_vars');
    await openKeyring(place.dataSource, given(OTHER));
    expect(await onRecord()).toEqual([OTHER_ID]);
  });

  it('stops the server at its start, with a message that names it and nothing else', async () => {
    const env = { PATH: process.env.PATH, DATABASE_URL: place.database.url, PORT: '0', DEVARCH_DATA_DIR: place.folder };
    const started = promisify(execFile)(process.execPath, [join(place.program, 'main.js')], { env, cwd: place.folder });
    await expect(started).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining(`sealed with key ${ID}`) });
  }, 30_000);
});

describe('the log (P9)', () => {
  it('at its most talkative has no secret, not even where one cannot be opened', async () => {
    const secret = 'correct-horse-battery';
    const server = new ServerProcess(place.program, {
      PORT: String(await freePort()),
      DATABASE_URL: place.database.url,
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
    await place.dataSource.query(`UPDATE instance_env_vars SET key = 'MOVED'`);
    const failed = await send('POST', '/stacks/shop/instances/db/duplicate', {});
    await send('PUT', '/stacks/shop/instances/db/env-vars', { env_vars: [...env_vars, ...env_vars] });
    await server.end('SIGTERM');
    expect(failed.status).toBe(500);
    expect(server.output).toMatch(/The sealed secret of .*instance.*MOVED.* is damaged/);
    expect(server.output + failed.text).not.toContain(secret);
    expect(server.output + failed.text).not.toMatch(/1\.[0-9a-f]{8}\.[\w-]{20}/);
  }, 60_000);
});
