import type { Fact } from './facts.js';
import type { ComposeFile } from './file.js';
import { asText, isMap } from './plain.js';

/** A fact by its path below the service; `at` is where it stands below the service, or a whole pointer. */
export interface ServiceFact {
  path: string[];
  value: Fact['value'];
  at: (string | number)[] | string;
}

/** What else of the file a service's facts depend on. */
export interface Surroundings {
  name: string;
  file: ComposeFile;
  rename: (service: string) => string;
  volume_users: ReadonlyMap<string, string[]>;
  /** Key of the network that all services are on. */
  only_network: string | undefined;
}

export function fact(path: string[], value: unknown, place: string | number): ServiceFact {
  return { path, value, at: [path[0] ?? '', place] };
}

export function one(key: string, value: unknown): ServiceFact {
  return { path: [key], value, at: [key] };
}

/** A value in one spelling: single values as text, keys in order. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value)) return value === null ? null : asText(value);
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, plain(item)]),
  );
}
