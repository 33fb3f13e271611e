import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { Overtaken } from '../common/errors.js';
import { templateNotFound } from '../model/lookup.js';
import { TEMPLATE_COLUMNS, type TemplateColumns } from './template-parts.js';

/** Columns of `services` by name. */
export type TemplateRowValues = Partial<TemplateColumns> & { category_id?: number | null };

/** Adds templates and returns their ids by name; a name that exists is the unique key's conflict. */
export async function insertTemplates(tx: EntityManager, rows: TemplateRowValues[]): Promise<Map<string, number>> {
  return writeTemplates(tx, INSERT, rows);
}

/** Adds the templates whose name does not exist. Returns their ids by name. */
export async function insertMissingTemplates(
  tx: EntityManager,
  rows: TemplateRowValues[],
): Promise<Map<string, number>> {
  return writeTemplates(tx, `${INSERT} ON CONFLICT (name) DO NOTHING`, rows);
}

/** Adds templates, or sets every column of those that exist and marks them as changed. Returns their ids by name. */
export async function upsertTemplates(tx: EntityManager, rows: TemplateRowValues[]): Promise<Map<string, number>> {
  return writeTemplates(tx, UPSERT, rows);
}

const WRITTEN = ['category_id', ...TEMPLATE_COLUMNS];

/** In the order given by id, and by name in going in: others may be adding the same ones. */
const INSERT = `INSERT INTO services (id, ${WRITTEN.join(', ')})
SELECT * FROM (
  SELECT nextval('services_id_seq'), ${WRITTEN.join(', ')} FROM json_populate_recordset(NULL::services, $1::json)
) numbered ORDER BY name`;

const UPSERT = `${INSERT}
ON CONFLICT (name) DO UPDATE SET ${WRITTEN.filter((column) => column !== 'name')
  .map((column) => `${column} = excluded.${column}`)
  .join(', ')},
  revision = services.revision + 1, updated_at = now()`;

async function writeTemplates(tx: EntityManager, sql: string, rows: object[]): Promise<Map<string, number>> {
  const json = JSON.stringify(rows);
  const written = await execute<{ id: number; name: string }>(tx, `${sql} RETURNING id, name`, [json]);
  return new Map(written.map(({ id, name }) => [name, id]));
}

/**
 * Locks the templates of these names, those that exist, in the order in which every write of templates locks them; returns
 * their ids by name. Overtaken where a name has come to another template meanwhile, which would be locked out of order.
 */
export async function lockTemplates(
  tx: EntityManager,
  names: string[],
  lock: 'FOR NO KEY UPDATE' | 'FOR KEY SHARE',
): Promise<Map<string, number>> {
  const sql = `SELECT id, name FROM services WHERE name = ANY ($1) ORDER BY id ${lock}`;
  const rows = await execute<{ id: number; name: string }>(tx, sql, [names]);
  const locked = new Map(rows.map(({ id, name }) => [name, id]));
  const missing = names.filter((name) => !locked.has(name));
  const found =
    missing.length === 0 ? [] : await execute(tx, 'SELECT 1 FROM services WHERE name = ANY ($1) LIMIT 1', [missing]);
  if (found.length > 0) throw new Overtaken();
  return locked;
}

/** Locks a template, changes the given columns (none are fine) and marks it as changed, in one statement. */
export async function updateTemplate(tx: EntityManager, name: string, values: TemplateRowValues): Promise<number> {
  const changed = WRITTEN.filter((column) => column in values && !(column === 'name' && values.name === name));
  const given = changed.map((column) => `${column} = given.${column}`);
  const [row] = await execute<{ id: number }>(
    tx,
    `UPDATE services template SET ${[...given, 'revision = template.revision + 1', 'updated_at = now()'].join(', ')}
     FROM json_populate_record(NULL::services, $2::json) given WHERE template.name = $1 RETURNING template.id`,
    [name, JSON.stringify(values)],
  );
  if (!row) throw templateNotFound(name);
  return row.id;
}

/** Locks a template against everything, so that nothing new can refer to it. */
export async function getTemplateForRemoval(tx: EntityManager, name: string): Promise<{ id: number }> {
  const sql = 'SELECT id FROM services WHERE name = $1 FOR UPDATE';
  const [row] = await execute<{ id: number }>(tx, sql, [name]);
  if (!row) throw templateNotFound(name);
  return row;
}

export async function deleteTemplate(tx: EntityManager, id: number): Promise<void> {
  await execute(tx, 'DELETE FROM services WHERE id = $1', [id]);
}

/** Takes away what instances of these templates have bound and their template has no link for any more. */
export async function deleteLostBindings(tx: EntityManager, templates: number[]): Promise<void> {
  await execute(
    tx,
    `DELETE FROM instance_links bound USING service_instances instance
     WHERE instance.id = bound.instance_id AND instance.template_service_id = ANY ($1::int[])
       AND NOT EXISTS (SELECT FROM service_dependencies dependency
         WHERE dependency.service_id = instance.template_service_id AND dependency.link = bound.link)`,
    [templates],
  );
}
