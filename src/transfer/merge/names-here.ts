import { freeName } from '../../compose-file/name.js';
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
 * What an import made is the same instance whatever it is called since, also where the file has another one of that name: this
 * one then gets a free name. By the names in the file, those that it has no more first. Pure.
 */
export function namesHere(
  file: ReadonlySet<string>,
  base: StackBase | undefined,
  live: readonly LiveInstance[],
): NamesHere {
  const names = new Map(live.map(({ id, instance_id }) => [id, instance_id]));
  const tracked = [...(base?.instances ?? [])].flatMap(([name, { id }]) => {
    const now = names.get(id);
    return now === undefined ? [] : [[name, now] as const];
  });
  const meant = new Map(tracked.filter(([name]) => file.has(name)));
  const left = new Map(tracked.filter(([name]) => !file.has(name)));
  const held = new Set(meant.values());
  const taken = new Set([...names.values(), ...file]);
  const added = [...file]
    .filter((name) => !meant.has(name))
    .map((name) => [name, held.has(name) ? freeName(name, taken) : name] as const);
  const once = new Set(left.values());
  const otherwise = [...left, ...meant, ...added].filter(([name, now]) => now !== name || once.has(now));
  return new Map(otherwise);
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
