import { type FieldError, InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { escapePointer } from '../common/json-pointer.js';
import { LIMITS } from '../common/limits.js';
import { nearest } from '../common/nearest.js';
import { findUnsafeText } from '../common/plain-values.js';
import type { SpecValues } from './facet.js';
import type { ItemKind } from './item-kind.js';

/** An item-wise write: items to set, keys of items to remove, keys to reset. */
export interface ItemPatch<Item> {
  set: Item[];
  remove: string[];
  reset: string[];
}

/** An item to set. */
interface Given {
  values: SpecValues;
}

/** How the items to set are read, and which of them repeat each other. */
export interface ItemReader<Item> {
  read: (row: unknown, pointer: string) => Item;
  repeated: (set: Item[]) => FieldError[];
}

const LISTS = ['set', 'remove', 'reset'] as const;

/** The lists in a body `{set, remove, reset}`; at least one must be there, and a key may stand in only one of them. */
export function parsePatch<Item extends Given>(
  kind: ItemKind,
  body: unknown,
  { read, repeated }: ItemReader<Item>,
): ItemPatch<Item> {
  if (body === undefined || body === null)
    throw InvalidInput.field('', `is missing: it must be an object with one or more of ${LISTS.join(', ')}`);
  if (!isObject(body)) throw InvalidInput.kind('', `must be an object with ${LISTS.join(', ')}`, body);
  const unsafe = findUnsafeText(body, '');
  if (unsafe) throw new InvalidInput([unsafe]);
  demandLists(body);
  const set = listOf(body, 'set').map((row, index) => read(row, `/set/${index}`));
  const [remove, reset] = (['remove', 'reset'] as const).map((list) => keysOf(kind, body, list));
  const patch = { set, remove: remove ?? [], reset: reset ?? [] };
  const errors = [...repeated(set), ...sharedKeys(kind, patch)];
  if (errors.length > 0) throw new InvalidInput(errors);
  return patch;
}

/** The keys of the items that a patch names; every other item stays as it is. */
export function touchedKeys(kind: ItemKind, { set, remove, reset }: ItemPatch<Given>): string[] {
  return [...new Set([...set.map(({ values }) => kind.key(values)), ...remove, ...reset])];
}

function demandLists(body: Record<string, unknown>): void {
  const foreign = Object.keys(body).find((key) => !LISTS.some((list) => list === key));
  if (foreign !== undefined) {
    const [closest] = nearest(foreign, LISTS);
    throw InvalidInput.field(
      `/${escapePointer(foreign)}`,
      `is not known here; ${closest ? `did you mean ${closest}?` : `known are ${LISTS.join(', ')}`}`,
    );
  }
  if (LISTS.every((list) => body[list] === undefined))
    throw InvalidInput.field('', `must give at least one of ${LISTS.join(', ')}`);
}

function listOf(body: Record<string, unknown>, list: string): unknown[] {
  const given = body[list] ?? [];
  if (body[list] === null || !Array.isArray(given) || given.length > LIMITS.items) {
    throw InvalidInput.kind(`/${list}`, `must be a list of at most ${LIMITS.items}`, body[list]);
  }
  return given;
}

function keysOf(kind: ItemKind, body: Record<string, unknown>, list: string): string[] {
  return listOf(body, list).map((key, index) => {
    if (kind.sealing && typeof key === 'string' && /[\s=]/.test(key))
      throw InvalidInput.kind(`/${list}/${index}`, `must be the key of a ${kind.noun} alone, without a value`, key);
    if (typeof key === 'string' && key !== '') return kind.canonicalKey(key);
    throw InvalidInput.field(`/${list}/${index}`, `must be the key of a ${kind.noun}, as text`, key);
  });
}

function sharedKeys(kind: ItemKind, { set, remove, reset }: ItemPatch<Given>): FieldError[] {
  const seen = new Map<string, string>(set.map(({ values }, index) => [kind.key(values), `/set/${index}`]));
  const lists = { remove, reset };
  return Object.entries(lists).flatMap(([list, keys]) =>
    keys.flatMap((key, index) => {
      const pointer = `/${list}/${index}`;
      const first = seen.get(key);
      seen.set(key, first ?? pointer);
      return first === undefined ? [] : [{ pointer, reason: `repeats the key of ${first} (${key})` }];
    }),
  );
}
