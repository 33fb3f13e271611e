import { isObject } from '../common/fields.js';
import { readLongMount } from './long-mount.js';
import { readLongPort, readShortPort } from './port-mapping.js';
import { scalarText } from './scalars.js';
import { readShortMount } from './short-mount.js';

/** What an item of a list stands for, by key of the list: of two that are the same the later one counts. */
const IDENTITIES = new Map<string, (item: unknown) => string | undefined>([
  ['volumes', mountTarget],
  ['ports', portPlace],
  ['configs', fileTarget],
  ['secrets', fileTarget],
  ['expose', scalarText],
]);

/** One text for items of a list under this key that mean the same place; any other item is only the same as itself. */
export function listIdentity(key: string, item: unknown): string {
  return IDENTITIES.get(key)?.(item) ?? JSON.stringify(item);
}

function mountTarget(item: unknown): string | undefined {
  const { value } = isObject(item) ? readLongMount(item, '') : readShortMount(scalarText(item) ?? '', '');
  return value?.target;
}

/** Both syntaxes of one port are the same one. */
function portPlace(item: unknown): string | undefined {
  const mapping = isObject(item) ? readLongPort(item) : readShortPort(scalarText(item) ?? '');
  if (typeof mapping === 'string') return undefined;
  const { host_ip, host, container, protocol } = mapping;
  return JSON.stringify([host_ip, host, container, protocol]);
}

function fileTarget(item: unknown): string | undefined {
  return scalarText(isObject(item) ? (item.target ?? item.source) : item);
}
