import { isOnlyReference } from './text.js';

/** What references may mean: a stack as they see it. Pure values. */

/** A text that is stored, which may refer itself. A secret one is known by its fingerprint only. */
export interface Held {
  /** Null where nothing is said, and of a secret that is sealed. */
  text: string | null;
  /** Whether anything is said, sealed or not. */
  has_value: boolean;
  secret: boolean;
  /** The keyed digest of a sealed secret, equal where secrets are; null where there is none. */
  fingerprint: string | null;
}

export interface InstanceScope {
  instance_id: string;
  container_name: string;
  image_tag: string;
  /** By key. */
  env: ReadonlyMap<string, Held>;
  ports: readonly { container_port: number; protocol: string; host_port: number | null }[];
  domains: readonly string[];
  /** The links of its template, by name: the instance that each leads to, or none. */
  links: ReadonlyMap<string, string | null>;
}

export interface StackScope {
  name: string;
  network_name: string;
  /** By key. */
  variables: ReadonlyMap<string, Held>;
  /** By name. */
  instances: ReadonlyMap<string, InstanceScope>;
}

/** A value as answers show it: a secret is masked, unless it refers. */
export function heldAs({ value, is_secret, fingerprint }: ShownValue): Held {
  const secret = is_secret === true;
  const sealed = secret && (value === null || !isOnlyReference(value));
  return { text: sealed ? null : value, has_value: value !== null, secret, fingerprint: fingerprint ?? null };
}

interface ShownValue {
  value: string | null;
  is_secret?: boolean;
  fingerprint?: string | null;
}

/** What of an instance is stored and may itself refer. */
export type PlacedAttribute = 'env' | 'image_tag' | 'domain';

/** Where something that can be referred to is stored: a variable of the stack, or a value of an instance. */
export type Place =
  { of: 'stack'; key: string } | { of: 'instance'; instance_id: string; attribute: PlacedAttribute; key: string };

/** A place in words. */
export function placeText(place: Place): string {
  if (place.of === 'stack') return `vars.${place.key}`;
  return [place.instance_id, place.attribute, place.key].filter((part) => part !== '').join('.');
}

/** One text per place, to find it again: an instance may be called `vars`. */
export function placeKey(place: Place): string {
  return place.of === 'stack' ? `stack ${place.key}` : `${place.instance_id} ${place.attribute} ${place.key}`;
}
