import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';

/** Who keeps a thing from being deleted: some of them by name, and how many there are. */
export interface Users {
  names: string[];
  total: number;
}

const USERS_SHOWN = 20;

/** The instances of a template. Trashed ones come last and are marked, those that went with their stack too. */
export async function findInstancesOf(tx: EntityManager, template: number): Promise<Users> {
  return findUsers(
    tx,
    `SELECT stack.name || '/' || instance.instance_id || CASE WHEN used.trashed THEN ' (in the trash)' ELSE '' END AS name,
       CAST(count(*) OVER () AS int) AS total
     FROM service_instances instance JOIN stacks stack ON stack.id = instance.stack_id,
       LATERAL (SELECT instance.deleted_at IS NOT NULL OR stack.deleted_at IS NOT NULL AS trashed) used
     WHERE instance.template_service_id = $1
     ORDER BY used.trashed, stack.name, instance.instance_id, instance.id LIMIT ${USERS_SHOWN}`,
    template,
  );
}

/** The templates that depend on a template. */
export async function findDependentsOf(tx: EntityManager, template: number): Promise<Users> {
  return findUsers(
    tx,
    `SELECT dependent.name, CAST(count(*) OVER () AS int) AS total
     FROM service_dependencies dependency JOIN services dependent ON dependent.id = dependency.service_id
     WHERE dependency.depends_on_service_id = $1 ORDER BY dependent.name LIMIT ${USERS_SHOWN}`,
    template,
  );
}

/** The templates of a category. */
export async function findTemplatesIn(tx: EntityManager, category: number): Promise<Users> {
  return findUsers(
    tx,
    `SELECT name, CAST(count(*) OVER () AS int) AS total FROM services WHERE category_id = $1
     ORDER BY name LIMIT ${USERS_SHOWN}`,
    category,
  );
}

async function findUsers(tx: EntityManager, sql: string, id: number): Promise<Users> {
  const rows = await execute<{ name: string; total: number }>(tx, sql, [id]);
  return { names: rows.map(({ name }) => name), total: rows[0]?.total ?? 0 };
}
