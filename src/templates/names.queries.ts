import type { EntityManager } from 'typeorm';
import { type FieldError, InvalidInput } from '../common/errors.js';
import { nearest } from '../common/nearest.js';

/** A name somewhere in the caller's input. */
export interface GivenName {
  name: string;
  pointer: string;
}

/**
 * The ids behind names, in one statement; what they name stays there until the end of the transaction. InvalidInput says
 * for every unknown name which ones are nearest.
 */
export async function getIds(
  tx: EntityManager,
  table: 'categories' | 'services',
  given: GivenName[],
): Promise<Map<string, number>> {
  const names = [...new Set(given.map(({ name }) => name))];
  if (names.length === 0) return new Map();
  const sql = `SELECT name, id FROM ${table} WHERE name = ANY ($1) ORDER BY id FOR KEY SHARE`;
  const rows = await tx.query<{ name: string; id: number }[]>(sql, [names]);
  const ids = new Map(rows.map(({ name, id }) => [name, id]));
  const unknown = given.filter(({ name }) => !ids.has(name));
  if (unknown.length > 0) throw new InvalidInput(await explainUnknown(tx, table, unknown));
  return ids;
}

const NOUNS = { categories: 'category', services: 'template' };

async function explainUnknown(
  tx: EntityManager,
  table: keyof typeof NOUNS,
  unknown: GivenName[],
): Promise<FieldError[]> {
  const known = await tx.query<{ name: string }[]>(`SELECT name FROM ${table}`);
  const names = known.map(({ name }) => name);
  return unknown.map(({ name, pointer }) => {
    const near = nearest(name, names);
    const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
    return { pointer, reason: `names no ${NOUNS[table]}${hint}`, given: JSON.stringify(name) };
  });
}
