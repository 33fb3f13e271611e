import { readFiles, readMounts, readNetworks, readPorts } from './attachments.js';
import { readDependencies, readHealthcheck } from './checks.js';
import type { Service } from './file.js';
import { asList, asMap, asText, isMap, pairs } from './plain.js';
import { fact, one, plain, type ServiceFact, type Surroundings } from './service-fact.js';
import { imageName, words } from './text.js';

type Reader = (value: unknown, key: string, around: Surroundings) => ServiceFact[];

/** The keys with a meaning of their own; all others are compared as they stand. */
const READERS: Readonly<Record<string, Reader>> = {
  image: (value, key) => [one(key, imageName(asText(value)))],
  command: (value, key) => [one(key, typeof value === 'string' ? words(value) : asList(value).map(asText))],
  entrypoint: (value, key) => [one(key, typeof value === 'string' ? words(value) : asList(value).map(asText))],
  restart: (value, key) => (value === false || value === 'no' ? [] : [one(key, asText(value))]),
  environment: (value, key) =>
    pairs(value).map(([name, item, place]) => fact([key, name], item === null ? null : asText(item), place)),
  labels: (value, key) =>
    pairs(value)
      .filter(([name]) => !name.startsWith('devarch.'))
      .map(([name, item, place]) => fact([key, name], item === null ? '' : asText(item), place)),
  sysctls: (value, key) => pairs(value).map(([name, item, place]) => fact([key, name], asText(item), place)),
  extra_hosts: (value, key) =>
    pairs(value, Array.isArray(value) && asText(value[0]).includes('=') ? '=' : ':').map(([name, item, place]) =>
      fact([key, name], asText(item), place),
    ),
  ulimits: (value, key) =>
    Object.entries(asMap(value)).map(([name, limit]) =>
      fact([key, name], isMap(limit) ? [asText(limit.soft), asText(limit.hard)] : [asText(limit), asText(limit)], name),
    ),
  depends_on: readDependencies,
  healthcheck: readHealthcheck,
  ports: readPorts,
  configs: (value, key, { file }) => readFiles(value, key, file.configs, ''),
  secrets: (value, key, { file }) => readFiles(value, key, file.secrets, '/run/secrets'),
};

const READ_TOGETHER = ['volumes', 'tmpfs', 'networks', 'network_mode', 'extends'];
const ANY_ORDER = [
  'cap_add',
  'cap_drop',
  'security_opt',
  'expose',
  'group_add',
  'devices',
  'profiles',
  'env_file',
  'dns',
];

export function serviceFacts({ keys }: Service, around: Surroundings): ServiceFact[] {
  const single = Object.entries(keys).flatMap(([key, value]): ServiceFact[] => {
    if (READ_TOGETHER.includes(key) || key.startsWith('x-') || value === null) return [];
    return READERS[key]?.(value, key, around) ?? [one(key, canonical(key, value))];
  });
  return [...single, ...readMounts(keys, around), ...readNetworks(keys, around)];
}

/** Any other key: single values as text, lists without an order of their own sorted. */
function canonical(key: string, value: unknown): unknown {
  if (ANY_ORDER.includes(key))
    return asList(value)
      .map((item) => JSON.stringify(plain(item)))
      .toSorted();
  return plain(value);
}
