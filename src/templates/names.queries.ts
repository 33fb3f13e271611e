import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { Conflict, type FieldError, InvalidInput } from '../common/errors.js';
import { nearest } from '../common/nearest.js';
import { CONSTRAINTS } from '../database/constraints.js';

/** A name somewhere in the caller's input. */
export interface GivenName {
  name: string;
  pointer: string;
}

/** Whether what a name stands for has to stay until the end of the transaction. */
export type NameLock = 'lock' | 'no lock';

/**
 * The ids behind names, in one statement; unless told otherwise, what they name stays there until the end of the
 * transaction. InvalidInput says for every unknown name which ones are nearest.
 */
export async function getIds(
  tx: EntityManager,
  table: 'categories' | 'services',
  given: GivenName[],
  lock: NameLock = 'lock',
): Promise<Map<string, number>> {
  const names = [...new Set(given.map(({ name }) => name))];
  if (names.length === 0) return new Map();
  const sql = `SELECT name, id FROM ${table} WHERE name = ANY ($1) ORDER BY id${lock === 'lock' ? ' FOR KEY SHARE' : ''}`;
  const rows = await execute<{ name: string; id: number }>(tx, sql, [names]);
  const ids = new Map(rows.map(({ name, id }) => [name, id]));
  const unknown = given.filter(({ name }) => !ids.has(name));
  if (unknown.length > 0) throw new InvalidInput(await explainUnknown(tx, table, unknown));
  return ids;
}

/** The name of the category of that number; InvalidInput where there is none. */
export async function getCategoryName(tx: EntityManager, id: number, pointer: string): Promise<string> {
  const [category] = await execute<{ name: string }>(tx, 'SELECT name FROM categories WHERE id = $1', [id]);
  if (!category) throw InvalidInput.field(pointer, 'is the number of no category', id);
  return category.name;
}

/** Conflict, as the write itself would have it, where another template has the name that one is to get. */
export async function demandFreeName(tx: EntityManager, name: string, wanted = name): Promise<void> {
  if (wanted === name) return;
  const taken = await execute(tx, 'SELECT 1 FROM services WHERE name = $1', [wanted]);
  if (taken.length > 0) throw new Conflict(CONSTRAINTS.uq_services_name?.(wanted) ?? '', 'uq_services_name', wanted);
}

const NOUNS = { categories: 'category', services: 'template' };

async function explainUnknown(
  tx: EntityManager,
  table: keyof typeof NOUNS,
  unknown: GivenName[],
): Promise<FieldError[]> {
  const known = await execute<{ name: string }>(tx, `SELECT name FROM ${table}`);
  const names = known.map(({ name }) => name);
  return unknown.map(({ name, pointer }) => {
    const near = nearest(name, names);
    const hint = near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
    return { pointer, reason: `names no ${NOUNS[table]}${hint}`, given: JSON.stringify(name) };
  });
}
