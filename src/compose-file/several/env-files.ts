import { InvalidInput } from '../../common/errors.js';
import { isObject } from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';
import { entriesOf, type EnvEntry } from '../env-text.js';
import { asPairs } from '../merge-services.js';
import { cameFrom, cameFromEach } from '../origins.js';
import { scalarText } from '../scalars.js';
import { composeText } from '../variable-text.js';
import type { FileSet, SetFile } from './file-set.js';
import { knownText, withOwnValues } from './own-values.js';

/**
 * A service with the variables of those of its `env_file` that were given: a later file wins over an earlier one, and
 * `environment` over all. Files that were not given stay named.
 */
export function withEnvFiles(
  service: unknown,
  folder: string,
  files: FileSet,
  read: (file: SetFile, raw: boolean) => ReadonlyMap<string, string | null>,
): unknown {
  if (!isObject(service) || service.env_file === undefined || service.env_file === null) return service;
  const listed: unknown[] = Array.isArray(service.env_file) ? service.env_file : [service.env_file];
  const found = listed.map((item) => {
    const path = scalarText(isObject(item) ? item.path : item);
    const file = path === undefined ? '' : files.find(folder, path);
    return typeof file === 'string' ? undefined : read(file, isObject(item) && item.format === 'raw');
  });
  if (found.every((values) => values === undefined)) return service;
  const said = asPairs(service.environment ?? {});
  if (!isObject(said)) return service;
  const values = new Map(found.flatMap((file) => [...(file ?? [])]));
  const own = Object.entries(said);
  const steps = [
    ...[...values.keys()].map((key) => [key, [service, 'env_file'] as const] as const),
    ...own.map(([key]) => [key, [said, key] as const] as const),
  ];
  const environment = cameFromEach(Object.fromEntries([...values, ...own]), new Map(steps));
  const { env_file: _read, ...rest } = service;
  const missing = listed.filter((_, index) => found[index] === undefined);
  return cameFrom({ ...rest, environment, ...(missing.length > 0 && { env_file: missing }) }, service);
}

/**
 * The variables of an `env_file` as texts of Compose, null where one is passed on; `raw` is its format without quotes and
 * variables. InvalidInput names the line, never what stands there.
 */
export function envFileValues(text: string, raw: boolean): Map<string, string | null> {
  const values = new Map<string, string | null>();
  const known = new Map<string, string>();
  for (const { name, value, expands } of raw ? rawEntries(text) : entriesOf(text)) {
    const said = value !== undefined && expands ? withOwnValues(value, known) : value;
    const plain = typeof said === 'string' && expands ? knownText(said, known) : said;
    if (typeof plain === 'string') known.set(name, plain);
    values.set(name, typeof said !== 'string' ? null : expands ? said : composeText(said));
  }
  return values;
}

function rawEntries(text: string): EnvEntry[] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'));
  if (lines.length > LIMITS.items) throw InvalidInput.field('', `must have at most ${LIMITS.items} variables`);
  return lines.map((line) => {
    const end = line.indexOf('=');
    const name = line.slice(0, end < 0 ? undefined : end).trim();
    return { name, value: end < 0 ? undefined : line.slice(end + 1), expands: false };
  });
}
