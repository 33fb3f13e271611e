import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';

/** Any number, the same in every replica and another one than that of migrations. */
const LOCK = 3382725;

/**
 * Until the end of the transaction nobody else loads a catalogue or changes a template; reading and the use of templates
 * go on. Loads wait for one another at the advisory lock, so that no edit has to queue behind loads that only wait.
 */
export async function lockCatalog(tx: EntityManager): Promise<void> {
  await execute(tx, 'SELECT pg_advisory_xact_lock($1)', [LOCK]);
  await execute(tx, 'LOCK TABLE services IN SHARE ROW EXCLUSIVE MODE');
}

/** How the templates of these names came to be as they are. */
export async function listOrigins(
  tx: EntityManager,
  names: string[],
): Promise<Map<string, 'loaded' | 'edited' | 'own'>> {
  const rows = await execute<{ name: string; origin: 'loaded' | 'edited' | 'own' }>(
    tx,
    `SELECT name, CASE WHEN catalog_revision IS NULL THEN 'own' WHEN catalog_revision = revision THEN 'loaded'
       ELSE 'edited' END AS origin
     FROM services WHERE name = ANY ($1)`,
    [names],
  );
  return new Map(rows.map(({ name, origin }) => [name, origin]));
}

/** Remembers that these templates are as the catalogue has them. */
export async function markLoaded(tx: EntityManager, names: string[]): Promise<void> {
  await execute(
    tx,
    `UPDATE services SET catalog_revision = revision
     WHERE name = ANY ($1) AND catalog_revision IS DISTINCT FROM revision`,
    [names],
  );
}
