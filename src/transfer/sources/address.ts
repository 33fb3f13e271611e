import { realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Impossible } from '../../common/errors.js';

/** Prefixes of addresses that sources may have besides https ones, as DEVARCH_SOURCE_URLS says them. */
export const SOURCE_URLS = Symbol('DEVARCH_SOURCE_URLS');

/** Whether one of the prefixes lets the address in, and so its private hosts, too. */
export function isLetIn(url: string, prefixes: readonly string[]): boolean {
  const address = new URL(url).protocol === 'file:' ? realAddress(url) : new URL(url).href;
  return prefixes.some((prefix) => address.startsWith(prefix));
}

/** Impossible where nobody lets the address in: it is read by this server, which reaches more than its callers do. */
export function demandReadable(url: string, prefixes: readonly string[]): void {
  if (new URL(url).protocol === 'https:' || isLetIn(url, prefixes)) return;
  const reason = 'is not let in: it takes an https address, or one that begins as DEVARCH_SOURCE_URLS says';
  throw new Impossible(`/url ${reason}.`, [{ pointer: '/url', reason }]);
}

/** Where links of the file system lead; what is not there stays as it is written. */
function realAddress(url: string): string {
  try {
    return pathToFileURL(`${realpathSync(fileURLToPath(url))}/`).href;
  } catch {
    return url;
  }
}
