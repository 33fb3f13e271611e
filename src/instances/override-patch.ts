import { type FieldError, InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { escapePointer } from '../common/json-pointer.js';
import { nearest } from '../common/nearest.js';
import { findUnsafeText } from '../common/plain-values.js';
import type { Facet } from '../facets/facet.js';
import { storedValues } from '../facets/item-values.js';
import { demandDistinct, MAX_ROWS, type OverrideValues, parseOverride, repetitions } from './override-input.js';
import { type FacetSides, removals } from './override-removals.js';

/** An item-wise write: items to set, keys of items to remove, keys to reset. */
export interface OverridePatch {
  set: OverrideValues[];
  remove: string[];
  reset: string[];
}

const LISTS = ['set', 'remove', 'reset'] as const;

/** The lists in a body `{set, remove, reset}`; at least one must be there, and a key may stand in only one of them. */
export function parsePatch(facet: Facet, body: unknown): OverridePatch {
  if (body === undefined || body === null)
    throw InvalidInput.field('', `is missing: it must be an object with one or more of ${LISTS.join(', ')}`);
  if (!isObject(body)) throw InvalidInput.kind('', `must be an object with ${LISTS.join(', ')}`, body);
  const unsafe = findUnsafeText(body, '');
  if (unsafe) throw new InvalidInput([unsafe]);
  demandLists(body);
  const set = listOf(body, 'set').map((row, index) =>
    parseOverride(facet, withoutRemoved(row, index), `/set/${index}`),
  );
  const [remove, reset] = (['remove', 'reset'] as const).map((list) => keysOf(facet, body, list));
  const patch = { set, remove: remove ?? [], reset: reset ?? [] };
  const errors = [...repetitions(facet, set, (index) => `/set/${index}`), ...sharedKeys(facet, patch)];
  if (errors.length > 0) throw new InvalidInput(errors);
  return patch;
}

/** The keys of the items that a patch names; every other override stays as it is. */
export function touchedKeys(facet: Facet, { set, remove, reset }: OverridePatch): string[] {
  return [...new Set([...set.map(({ values }) => facet.key(values)), ...remove, ...reset])];
}

/**
 * The complete list of overrides after a patch, those of it that are to be written, and the keys whose removal came to a reset, because only the instance
 * had added them. Impossible for a removal of what is not there. Pure.
 */
export function applyPatch(
  facet: Facet,
  sides: FacetSides,
  patch: OverridePatch,
): { rows: OverrideValues[]; written: OverrideValues[]; reset: string[] } {
  const touched = new Set(touchedKeys(facet, patch));
  const stored = sides.overrides.map((row) => ({ values: storedValues(facet, row), removed: row.removed }));
  const inTemplate = new Set(sides.template.map((row) => facet.key(row)));
  const added = new Set(stored.filter(({ removed }) => !removed).map(({ values }) => facet.key(values)));
  const reset = patch.remove.filter((key) => !inTemplate.has(key) && added.has(key));
  const removed = patch.remove.filter((key) => !reset.includes(key)).map(removals(facet, sides));
  const kept = stored.filter(({ values }) => !touched.has(facet.key(values)));
  const written = [...patch.set, ...removed];
  const rows = [...kept, ...written];
  if (rows.length > MAX_ROWS) {
    throw InvalidInput.field('/set', `would make ${rows.length} overrides; at most ${MAX_ROWS} are allowed`);
  }
  demandDistinct(facet, rows, '/set');
  return { rows, written, reset };
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
  if (body[list] === null || !Array.isArray(given) || given.length > MAX_ROWS) {
    throw InvalidInput.kind(`/${list}`, `must be a list of at most ${MAX_ROWS}`, body[list]);
  }
  return given;
}

/** Setting and removing are different lists here, so an item to set may not say that it removes. */
function withoutRemoved(row: unknown, index: number): unknown {
  if (!isObject(row) || row.removed === undefined || row.removed === false) return row;
  throw InvalidInput.field(
    `/set/${index}/removed`,
    'must be false or left out; removals stand in remove, by key',
    row.removed,
  );
}

function keysOf(facet: Facet, body: Record<string, unknown>, list: string): string[] {
  return listOf(body, list).map((key, index) => {
    if (facet.sealing && typeof key === 'string' && /[\s=]/.test(key))
      throw InvalidInput.kind(`/${list}/${index}`, `must be the key of a ${facet.noun} alone, without a value`, key);
    if (typeof key === 'string' && key !== '') return facet.canonicalKey(key);
    throw InvalidInput.field(`/${list}/${index}`, `must be the key of a ${facet.noun}, as text`, key);
  });
}

function sharedKeys(facet: Facet, { set, remove, reset }: OverridePatch): FieldError[] {
  const seen = new Map<string, string>(set.map(({ values }, index) => [facet.key(values), `/set/${index}`]));
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
