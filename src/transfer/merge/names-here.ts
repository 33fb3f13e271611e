import { renameAllIn } from '../../references/text.js';
import type { RememberedParts, StackBase } from './stack-base.js';

/** An instance that is there, whatever a file calls it. */
export interface LiveInstance {
  id: number;
  instance_id: string;
}

/** How the instances of a file are called here, where that is otherwise: by their names in the file. */
export type NamesHere = ReadonlyMap<string, string>;

/**
 * An instance that was renamed since it was imported is the same one, unless the file has another of that name. By the names
 * in the file. Pure.
 */
export function namesHere(
  file: ReadonlySet<string>,
  base: StackBase | undefined,
  live: readonly LiveInstance[],
): NamesHere {
  const names = new Map(live.map(({ id, instance_id }) => [id, instance_id]));
  const moved = [...(base?.instances ?? [])].flatMap(([name, { id }]) => {
    const now = names.get(id);
    return now === undefined || now === name || (file.has(name) && file.has(now)) ? [] : [[name, now] as const];
  });
  return new Map(moved);
}

/** The instances of a base by the names that they have now, their texts referring to others by the names of now. Pure. */
export function basesHere(
  base: StackBase | undefined,
  live: readonly LiveInstance[],
  names: NamesHere,
): ReadonlyMap<string, RememberedParts> {
  const now = new Map(live.map(({ id, instance_id }) => [id, instance_id]));
  const known = [...(base?.instances ?? [])].flatMap(([, { id, parts }]) => {
    const name = now.get(id);
    return name === undefined ? [] : [[name, withNames(parts, names)] as const];
  });
  return new Map(known);
}

/**
 * Anything with every text in it referring to instances by the names that they have now. Pure; what refers to none of them is
 * returned as it is.
 */
export function withNames<Value>(value: Value, names: NamesHere): Value {
  return names.size === 0 ? value : (renamed(value, names) as Value); // the same shape
}

function renamed(value: unknown, names: NamesHere): unknown {
  if (typeof value === 'string') return renameAllIn(value, names).text;
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, renamed(item, names)]));
  if (typeof value !== 'object' || value === null || value instanceof Set) return value;
  const entries = Object.entries(value).map(([key, item]) => {
    return [key, key === 'instance_id' && typeof item === 'string' ? (names.get(item) ?? item) : renamed(item, names)];
  });
  return Object.assign(Object.create(Object.getPrototypeOf(value)), Object.fromEntries(entries));
}
