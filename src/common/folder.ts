import { partsOf } from './error-parts.js';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are missing; throws, naming the folder, where that is not possible. One by one, because
 * Node's own way of making them all never ends in a file system that has no place for new ones, such as /proc.
 */
export async function makeFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  try {
    if ((await stat(path)).isDirectory()) return;
  } catch (error) {
    if (partsOf(error).code === 'ENOENT' && dirname(path) !== path) await makeFolder(dirname(path));
  }
  await mkdir(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Error(`The folder ${path} cannot be made (${cause.code}).`, { cause });
  });
}
