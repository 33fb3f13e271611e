import type { StoredSource } from '../../model/sources.queries.js';
import type { RememberedItems } from './parts.js';
import type { Remembered } from './three-way.js';

/** The part that holds the values of a stack itself. */
export const STACK_PART = 'stack';

/** What is remembered of the parts of one owner, by the names of these. */
export type RememberedParts = ReadonlyMap<string, RememberedItems>;

/** What the last import set of one instance. */
export interface InstanceBase {
  /** Whatever it is called now. */
  id: number;
  parts: RememberedParts;
}

/** What the last import of a stack set: the base of the next one. */
export interface StackBase {
  /** Of the stack itself, its variables among them. */
  parts: RememberedParts;
  /** By the names that the file gives them. */
  instances: ReadonlyMap<string, InstanceBase>;
}

/** One part of what is remembered. */
export function partOf(parts: RememberedParts, name: string): RememberedItems {
  return parts.get(name) ?? new Map();
}

export type StoredParts = Record<string, Record<string, Remembered>>;

interface StoredContent {
  parts: StoredParts;
  instances: Record<string, StoredParts>;
}

/** What is remembered, to be stored. Every key is taken, `__proto__` included. */
export function toSource(format: string, { parts, instances }: StackBase): StoredSource {
  const named = [...instances];
  const content: StoredContent = {
    parts: storedParts(parts),
    instances: Object.fromEntries(named.map(([name, own]) => [name, storedParts(own.parts)])),
  };
  return { format, instance_ids: Object.fromEntries(named.map(([name, { id }]) => [name, id])), content };
}

export function fromSource({ instance_ids, content }: StoredSource): StackBase {
  const { parts, instances } = content as StoredContent; // as `toSource` made it
  const named = Object.entries(instance_ids).map(([name, id]): [string, InstanceBase] => {
    return [name, { id, parts: readParts(instances[name] ?? {}) }];
  });
  return { parts: readParts(parts), instances: new Map(named) };
}

export function storedParts(parts: RememberedParts): StoredParts {
  const some = [...parts].filter(([, items]) => items.size > 0);
  return Object.fromEntries(some.map(([name, items]) => [name, Object.fromEntries(items)]));
}

export function readParts(parts: StoredParts): RememberedParts {
  return new Map(Object.entries(parts).map(([name, items]) => [name, new Map(Object.entries(items))]));
}
