import { partsOf } from '../common/error-parts.js';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { NotFound } from '../common/errors.js';
import { CATEGORIES_FILE, type CatalogFile } from './catalog-folder.js';

/**
 * The files of a catalogue, ordered by path: `categories.yaml` and `<category>/<template>.yaml`. NotFound where the folder
 * or any template in it is missing.
 */
export async function readCatalogFiles(dir: string): Promise<CatalogFile[]> {
  const paths = (await listEntries(dir)).filter(isCatalogFile).toSorted();
  if (!paths.some((path) => path !== CATEGORIES_FILE))
    throw new NotFound(`The catalogue folder "${resolve(dir)}" holds no <category>/<template>.yaml.`);
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(dir, path), 'utf8') })));
}

/** Everything in the folder and one level below it, with slashes on every platform. */
async function listEntries(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    const below = folders.map(async ({ name }) => (await readdir(join(dir, name))).map((file) => `${name}/${file}`));
    return [...entries.map(({ name }) => name), ...(await Promise.all(below)).flat()];
  } catch (error) {
    const { code } = partsOf(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') throw error;
    throw new NotFound(`There is no catalogue folder "${resolve(dir)}".`);
  }
}

function isCatalogFile(path: string): boolean {
  return path === CATEGORIES_FILE || /^[^/]+\/[^./][^/]*\.ya?ml$/.test(path);
}
