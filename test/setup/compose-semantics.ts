import { onlyNetwork } from './compose-semantics/attachments.js';
import { type Fact, type Facts } from './compose-semantics/facts.js';
import { readComposeFile } from './compose-semantics/file.js';
import { volumeUsers } from './compose-semantics/mounts.js';
import { pointer } from './compose-semantics/plain.js';
import { serviceFacts } from './compose-semantics/service.js';

export { covers, type Difference, differences, type Facts } from './compose-semantics/facts.js';

export interface ReadingOptions {
  /** Values of variables, as `.env` would give them; all others stay variables. */
  variables?: ReadonlyMap<string, string>;
  /** The name under which the other file knows a service, in pointers as well. */
  rename?: (service: string) => string;
}

/**
 * What a Compose file means, as facts that two files can be compared by: one spelling for every way to write a thing,
 * defaults filled in. A named volume is known by who mounts it, and a network
 * that all services are on by that: neither by its name.
 */
export function semanticsOf(text: string, { variables, rename = (name) => name }: ReadingOptions = {}): Facts {
  const file = readComposeFile(text, variables);
  const shared = { file, rename, volume_users: volumeUsers(file, rename), only_network: onlyNetwork(file) };
  const facts: [string, Fact][] = [];
  for (const [name, service] of file.services) {
    for (const { path, value, at } of serviceFacts(service, { name, ...shared })) {
      const [key = '', ...rest] = typeof at === 'string' ? [] : at;
      const place = service.merged.has(String(key)) ? [] : rest;
      const where = typeof at === 'string' ? at : pointer('services', rename(name), key, ...place);
      facts.push([pointer('services', rename(name), ...path), { value, where }]);
    }
  }
  return new Map(facts);
}
