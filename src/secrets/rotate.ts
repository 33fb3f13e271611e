import type { DataSource } from 'typeorm';
import { unlocking } from '../database/unlocking.js';
import { keyFileOf, replaceKeyFile, retireKeys } from './key-file.js';
import { generateKey, Keyring } from './keyring.js';
import { findKeys, type KeySource, openKeyring } from './open-keyring.js';
import { resealAll } from './reseal.js';
import { addKeyId, deleteOtherKeyIds, tryLockRotation, unlockRotation } from './sealed-rows.queries.js';

/** What a rotation did. */
export interface Rotation {
  /** Id of the key that everything is sealed with now. */
  key_id: string;
  /** Ids of the keys that nothing needs any more. */
  retired: string[];
  resealed: number;
}

/**
 * Seals every secret with a new key: the first of DEVARCH_SECRET_KEY, or one that is made and put first in the key file,
 * where the old one stays until nothing needs it. Interrupted at any point nothing is lost, and the next run goes on.
 * Throws where another rotation of the database is running.
 * @param progress told how many values have been sealed so far
 */
export async function rotate(
  dataSource: DataSource,
  source: KeySource,
  progress: (count: number) => void,
): Promise<Rotation> {
  await using session = dataSource.createQueryRunner();
  await session.connect();
  if (!(await tryLockRotation(session.manager))) throw new Error('Another rotation of this database is running.');
  return await unlocking(
    () => rotateAlone(dataSource, source, progress),
    () => unlockRotation(session.manager),
  );
}

async function rotateAlone(
  dataSource: DataSource,
  source: KeySource,
  progress: (count: number) => void,
): Promise<Rotation> {
  await openKeyring(dataSource, source);
  const keys = await rotationKeys(source);
  const keyring = new Keyring(keys);
  const [key_id = '', ...retired] = keyring.key_ids;
  await addKeyId(dataSource.manager, key_id);
  const resealed = await resealAll(dataSource, keyring, progress);
  await retire(dataSource, key_id);
  if (source.secret_keys.length === 0) await leaveFirst(keyFileOf(source.data_dir), keys);
  return { key_id, retired, resealed };
}

/** The new key before the old ones. A key file with several is that of a rotation that was interrupted. */
async function rotationKeys(source: KeySource): Promise<Buffer[]> {
  const { keys, place } = await findKeys(source);
  if (keys.length > 1) return keys;
  if (source.secret_keys.length > 0)
    throw new Error('DEVARCH_SECRET_KEY has one key; to rotate give the new one before the old one, NEW,OLD.');
  const both = [generateKey(), ...keys];
  await replaceKeyFile(place, both);
  return both;
}

async function leaveFirst(file: string, [first, ...others]: Buffer[]): Promise<void> {
  if (!first) return;
  await retireKeys(file, others);
  await replaceKeyFile(file, [first]);
}

/** Takes the old keys off the record. From then on the database refuses whoever still seals with one of them. */
async function retire(dataSource: DataSource, key_id: string): Promise<void> {
  if (await deleteOtherKeyIds(dataSource.manager, key_id)) return;
  throw new Error(
    'Something was sealed with an old key meanwhile. Restart every server with the new key, and rotate again.',
  );
}
