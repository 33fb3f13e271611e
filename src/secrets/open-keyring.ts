import type { DataSource, EntityManager } from 'typeorm';
import { createKeyFile, keyFileOf, readKeyFile } from './key-file.js';
import { generateKey, Keyring } from './keyring.js';
import { sealPlain } from './reseal.js';
import { addKeyId, deleteKeyId, findUsedKeyIds, listKeyIds, lockKeys, sealedTables } from './sealed-rows.queries.js';

/** Where the keys of an application come from. */
export interface KeySource {
  /** Given keys, the sealing one first; where there are none, the key file of the data folder has them. */
  secret_keys: Buffer[];
  /** The folder of the key file, made with its first key where it is not there. It serves one database. */
  data_dir: string;
  /** No key is made up; one has to be given. */
  production: boolean;
}

/**
 * The keys of this server, after a look at what the database is sealed with. An error that names the missing key's id
 * where the right key is not there; nothing is changed then. Secrets that are still in plain text are sealed.
 */
export async function openKeyring(dataSource: DataSource, source: KeySource): Promise<Keyring> {
  return dataSource.transaction(async (tx) => {
    await lockKeys(tx);
    const keyring = new Keyring(await demandKeys(tx, dataSource, source));
    const recorded = await listKeyIds(tx);
    await addKeyId(tx, keyring.key_ids[0] ?? '');
    for (const id of recorded.filter((own) => !keyring.key_ids.includes(own))) await deleteKeyId(tx, id);
    if (recorded.length === 0) await sealPlain(tx, sealedTables(dataSource), keyring);
    return keyring;
  });
}

/** The keys of the source; a new one, safe in its file, where there is none and nothing is sealed yet. */
async function demandKeys(tx: EntityManager, dataSource: DataSource, source: KeySource): Promise<Buffer[]> {
  const { keys, place } = await findKeys(source);
  const key_ids = keys.length > 0 ? new Keyring(keys).key_ids : [];
  const unknown = (await listKeyIds(tx)).some((id) => !key_ids.includes(id));
  const lost = unknown ? await findUsedKeyIds(tx, sealedTables(dataSource), key_ids) : [];
  if (lost.length > 0) throw lostKey(lost, key_ids, place);
  if (keys.length > 0) return keys;
  const made = generateKey();
  return (await createKeyFile(place, made)) ? [made] : readKeyFile(place);
}

/** The keys, and what a message calls the place that they are in. */
export async function findKeys(source: KeySource): Promise<{ keys: Buffer[]; place: string }> {
  const { secret_keys, data_dir, production } = source;
  if (secret_keys.length > 0) return { keys: secret_keys, place: 'DEVARCH_SECRET_KEY' };
  if (production)
    throw new Error(
      'DEVARCH_SECRET_KEY is unset, but with NODE_ENV=production it takes 32 bytes in base64 (openssl rand -base64 32).',
    );
  const place = keyFileOf(data_dir);
  return { keys: await readKeyFile(place), place };
}

function lostKey(lost: string[], key_ids: string[], place: string): Error {
  const keys = lost.length === 1 ? `key ${lost.join()}` : `the keys ${lost.join(', ')}`;
  const found =
    key_ids.length > 0
      ? `${place} has ${key_ids.join(', ')}`
      : `DEVARCH_SECRET_KEY is unset and there is no key file ${place}`;
  return new Error(`The secrets in this database are sealed with ${keys}, but ${found}. Nothing was changed.`);
}
