import { partsOf } from '../common/error-parts.js';
import type { DataSource, EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import type { SpecValues } from '../facets/facet.js';
import type { ItemKind } from '../facets/item-kind.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import type { Sealing } from '../facets/sealing.js';
import { GitSourceSecret, SOURCE_SECRETS } from '../model/git-source.entity.js';
import { StackVariable, VARIABLES } from '../model/stack-variable.entity.js';
import { ONLY_REFERENCE } from '../references/text.js';
import type { Owner } from './place.js';

/** A table whose rows may hold secrets. */
export interface SealedTable {
  facet: ItemKind & { sealing: Sealing };
  kind: Owner['kind'];
  table: string;
}

/** A row as it is stored, with the id of its owner. */
export type SealedRow = SpecValues & { id: number; owner_id: number };

/** Any number, the same in every replica and another one than those of migrations and catalogue loads. */
const LOCK = 3382726;

export function sealedTables(dataSource: DataSource): SealedTable[] {
  const table = (entity: new () => object) => dataSource.getMetadata(entity).tableName;
  const sealed = (facet: ItemKind, kind: Owner['kind'], row: new () => object): SealedTable[] => {
    const { sealing } = facet;
    return sealing ? [{ facet: { ...facet, sealing }, kind, table: table(row) }] : [];
  };
  const facets = FACET_NAMES.map(facetOf).flatMap((facet) => [
    ...sealed(facet, 'service', facet.template_row),
    ...sealed(facet, 'instance', facet.instance_row),
  ]);
  return [...facets, ...sealed(VARIABLES, 'stack', StackVariable), ...sealed(SOURCE_SECRETS, 'stack', GitSourceSecret)];
}

/** Until the end of the transaction nobody else looks for keys or changes which ones the database needs. */
export async function lockKeys(tx: EntityManager): Promise<void> {
  await execute(tx, 'SELECT pg_advisory_xact_lock($1)', [LOCK]);
}

/** Whether this session may rotate, until it unlocks or ends. */
export async function tryLockRotation(session: EntityManager): Promise<boolean> {
  const rows = await execute<{ locked: boolean }>(session, 'SELECT pg_try_advisory_lock($1) AS locked', [LOCK + 1]);
  return rows[0]?.locked === true;
}

export async function unlockRotation(session: EntityManager): Promise<void> {
  await execute(session, 'SELECT pg_advisory_unlock($1)', [LOCK + 1]);
}

/** The ids of the keys without which the database is not complete. */
export async function listKeyIds(tx: EntityManager): Promise<string[]> {
  const rows = await execute<{ key_id: string }>(tx, 'SELECT key_id FROM secret_keys ORDER BY key_id');
  return rows.map(({ key_id }) => key_id);
}

export async function addKeyId(tx: EntityManager, key_id: string): Promise<void> {
  await execute(tx, 'INSERT INTO secret_keys (key_id) VALUES ($1) ON CONFLICT DO NOTHING', [key_id]);
}

/** The database refuses it while something is sealed with the key. */
export async function deleteKeyId(tx: EntityManager, key_id: string): Promise<void> {
  await execute(tx, 'DELETE FROM secret_keys WHERE key_id = $1', [key_id]);
}

/** The ids of the keys, but for these, that something is sealed with. */
export async function findUsedKeyIds(tx: EntityManager, tables: SealedTable[], except: string[]): Promise<string[]> {
  const selects = tables.map(
    ({ table }) => `SELECT key_id FROM ${table} WHERE key_id IS NOT NULL AND key_id <> ALL ($1::text[])`,
  );
  const rows = await execute<{ key_id: string }>(tx, `${selects.join(' UNION ')} ORDER BY key_id`, [except]);
  return rows.map(({ key_id }) => key_id);
}

/** The next rows with a secret in plain text, by id. A reference is none. */
export async function listPlain(tx: EntityManager, table: SealedTable, after: number): Promise<SealedRow[]> {
  const { flag, value } = table.facet.sealing;
  return listRows(tx, table, `${flag} AND ${value} !~ '${ONLY_REFERENCE}'`, [after], ' FOR NO KEY UPDATE');
}

/** The next rows that are sealed with another key than this one, by id. */
export async function listForeign(
  tx: EntityManager,
  table: SealedTable,
  key_id: string,
  after: number,
): Promise<SealedRow[]> {
  return listRows(tx, table, 'key_id <> $2', [after, key_id]);
}

const BATCH = 500;

async function listRows(
  tx: EntityManager,
  { facet, kind, table }: SealedTable,
  condition: string,
  parameters: unknown[],
  lock = '',
): Promise<SealedRow[]> {
  const columns = ['id', ...facet.stored_columns].join(', ');
  return execute<SealedRow>(
    tx,
    `SELECT ${columns}, ${kind}_id AS owner_id FROM ${table} WHERE ${condition} AND id > $1 ORDER BY id LIMIT ${BATCH}${lock}`,
    parameters,
  );
}

/** Leaves only this key on record; false where the database refuses it, because another one is in use. */
export async function deleteOtherKeyIds(tx: EntityManager, key_id: string): Promise<boolean> {
  try {
    await execute(tx, 'DELETE FROM secret_keys WHERE key_id <> $1', [key_id]);
    return true;
  } catch (error) {
    if (partsOf(error).code === '23503') return false;
    throw error;
  }
}
