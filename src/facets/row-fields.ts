import { type FieldError, excerpt } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import { changesOf } from '../common/unchanged.js';
import type { ItemKind } from './item-kind.js';

/** What a row says of itself that only the server makes. */
export type Said = Partial<Record<(typeof FIELDS)[number], unknown>>;

const FIELDS = ['id', 'created_at', 'updated_at', 'fingerprint'] as const;

/** What a row as it was sent says of that; undefined where it says nothing. */
export function saidOf(row: unknown): Said | undefined {
  if (!isObject(row)) return undefined;
  const said = FIELDS.filter((field) => Object.hasOwn(row, field) && row[field] !== undefined);
  return said.length > 0 ? Object.fromEntries(said.map((field) => [field, row[field]])) : undefined;
}

/** A row, given, with what it says of itself, and the stored rows that it can mean. */
export interface SaidRow {
  said: Said;
  pointer: string;
  key: string;
}

/**
 * What a row says of itself must be what a stored row of that number, or else of that key, has; a row that was read may
 * have got another key. A fingerprint is that of the item in effect.
 */
export function changedSaid(
  facet: ItemKind,
  { said, pointer, key }: SaidRow,
  stored: readonly object[],
  in_effect: object | undefined = stored.find((row) => facet.key(row) === key),
): FieldError[] {
  const sensitive = facet.sealing !== undefined;
  const of = (row: object | undefined, field: string): unknown => row && Reflect.get(row, field);
  const numbered = said.id === undefined ? undefined : stored.find((row) => of(row, 'id') === said.id);
  if (said.id !== undefined && !numbered) return [unknownNumber(facet, said.id, pointer)];
  const meant = numbered ? [numbered] : stored.filter((row) => facet.key(row) === key);
  const times = (['created_at', 'updated_at'] as const).flatMap((field) => {
    if (said[field] === undefined || meant.some((row) => unchanged(said[field], of(row, field)))) return [];
    return changesOf(said[field], of(meant[0], field), `${pointer}/${field}`, { sensitive });
  });
  const fingerprint = of(in_effect, 'fingerprint') ?? null;
  if (said.fingerprint === undefined || said.fingerprint === fingerprint) return times;
  return [...times, ...changesOf(said.fingerprint, fingerprint, `${pointer}/fingerprint`, { sensitive })];
}

function unchanged(given: unknown, stored: unknown): boolean {
  return stored !== undefined && changesOf(given, stored, '').length === 0;
}

function unknownNumber(facet: ItemKind, id: unknown, pointer: string): FieldError {
  const reason = `is made by the server, and no ${facet.noun} is stored here under it: leave it out`;
  const given = facet.sealing ? {} : { given: excerpt(id) };
  return { pointer: `${pointer}/id`, reason, ...given };
}
