import { parse } from 'yaml';
import { asList, asMap, asText, isMap, mapTexts, pairs, type PlainMap } from './plain.js';
import { interpolate } from './text.js';

/** A Compose file after merge keys, variables and `extends`. */
export interface ComposeFile {
  services: Map<string, Service>;
  volumes: PlainMap;
  networks: PlainMap;
  configs: PlainMap;
  secrets: PlainMap;
}

export interface Service {
  keys: PlainMap;
  /** Keys that were put together from several services: the places of their items are lost. */
  merged: ReadonlySet<string>;
}

/** Go's YAML library reads 0440 as octal, YAML 1.2 does not. */
const OCTAL = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^0[0-7]+$/,
  resolve: (text: string) => Number.parseInt(text, 8),
} as const;

export function readComposeFile(text: string, variables: ReadonlyMap<string, string> = new Map()): ComposeFile {
  const parsed: unknown = parse(text, { merge: true, customTags: (tags) => [OCTAL, ...tags], maxAliasCount: -1 });
  const file = asMap(mapTexts(parsed, (value) => interpolate(value, variables)));
  const services = asMap(file.services);
  return {
    services: new Map(Object.keys(services).map((name) => [name, extended(name, services, [])])),
    volumes: asMap(file.volumes),
    networks: asMap(file.networks),
    configs: asMap(file.configs),
    secrets: asMap(file.secrets),
  };
}

function extended(name: string, services: PlainMap, seen: string[]): Service {
  const own = asMap(services[name]);
  const base_name = isMap(own.extends) ? own.extends.service : own.extends;
  if (typeof base_name !== 'string' || seen.includes(name)) return { keys: own, merged: new Set() };
  const base = extended(base_name, services, [...seen, name]);
  const { extends: _, ...rest } = own;
  const keys = { ...base.keys };
  for (const [key, value] of Object.entries(rest)) keys[key] = key in keys ? combined(key, keys[key], value) : value;
  return { keys, merged: new Set([...base.merged, ...Object.keys(base.keys)]) };
}

const PAIRS = ['environment', 'labels', 'annotations', 'sysctls', 'extra_hosts'];
const REPLACED = ['command', 'entrypoint'];

/** What `extends` makes of a key that both services have. */
function combined(key: string, base: unknown, own: unknown): unknown {
  if (PAIRS.includes(key)) return { ...fromPairs(base), ...fromPairs(own) };
  if (key === 'depends_on') return { ...dependencies(base), ...dependencies(own) };
  if (REPLACED.includes(key)) return own;
  if (key === 'tmpfs' || Array.isArray(base) || Array.isArray(own)) return [...asList(base), ...asList(own)];
  return isMap(base) && isMap(own) ? { ...base, ...own } : own;
}

function fromPairs(value: unknown): PlainMap {
  return Object.fromEntries(pairs(value).map(([key, item]) => [key, item]));
}

function dependencies(value: unknown): PlainMap {
  return Array.isArray(value) ? Object.fromEntries(value.map((name) => [asText(name), {}])) : asMap(value);
}
