import { partsOf } from '../common/error-parts.js';
import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../common/folder.js';
import { KEY_BYTES, parseKey } from '../config/secret-key.js';

/** Of a thousand keys and more; a larger file is another one. */
const MAX_BYTES = 64 * 1024;

/** The file of the development key: one key a line, in base64, the one that seals first. */
export function keyFileOf(data_dir: string): string {
  return join(data_dir, 'secret.key');
}

/** The keys of the file; none where there is no file. Throws, without any content, where others may read it or it is damaged. */
export async function readKeyFile(file: string): Promise<Buffer[]> {
  const found = await stat(file).catch(() => undefined);
  if (found && found.size > MAX_BYTES)
    throw new Error(
      `The key file ${file} has ${found.size} bytes, but it takes keys of ${KEY_BYTES} bytes in base64, one a line.`,
    );
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new Error(`The key file ${file} cannot be read: ${error.code}.`, { cause: error });
  });
  if (text === undefined) return [];
  await demandPrivate(file);
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const keys = lines.map(parseKey);
  const wrong = keys.indexOf(undefined);
  if (keys.length === 0 || wrong >= 0)
    throw new Error(`Line ${wrong + 1 || 1} of the key file ${file} is no key of ${KEY_BYTES} bytes in base64.`);
  return keys.filter((key) => key !== undefined);
}

/** A new key in a new file that only its owner reads, whole from the start; false where somebody else made it first. */
export async function createKeyFile(file: string, key: Buffer): Promise<boolean> {
  await makeFolder(dirname(file));
  const draft = `${file}.${randomUUID()}`;
  await writeDurably(draft, [key]);
  try {
    await link(draft, file);
    await syncFolder(file);
    return true;
  } catch (error) {
    if (partsOf(error).code === 'EEXIST') return false;
    throw new Error(`The key file ${file} cannot be made.`, { cause: error });
  } finally {
    await rm(draft, { force: true });
  }
}

/** Replaces the keys of the file; whoever reads it meanwhile, or after a power cut, finds the old ones or the new ones. */
export async function replaceKeyFile(file: string, keys: Buffer[]): Promise<void> {
  const draft = `${file}.${randomUUID()}`;
  await writeDurably(draft, keys);
  await rename(draft, file);
  await syncFolder(file);
}

/** Keeps keys that nothing needs any more in a file beside, should a backup need them. */
export async function retireKeys(file: string, keys: Buffer[]): Promise<void> {
  const retired = `${file}.retired`;
  await replaceKeyFile(retired, [...(await readKeyFile(retired)), ...keys]);
}

async function writeDurably(file: string, keys: Buffer[]): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(keys.map((key) => `${key.toString('base64')}\n`).join(''));
  await handle.sync();
}

/** Makes the name of a file in its folder durable, where the system can. */
async function syncFolder(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using folder = await open(dirname(file), 'r');
  await folder.sync();
}

async function demandPrivate(file: string): Promise<void> {
  if (process.platform === 'win32') return;
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0)
    throw new Error(
      `The key file ${file} can be read by others (mode ${(mode & 0o777).toString(8)}); run: chmod 600 ${file}`,
    );
}
