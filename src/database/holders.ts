import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { Conflict } from '../common/errors.js';

/** Who holds a value that is unique across stacks, by constraint: a statement that names the holder of $1. */
const HOLDERS: Readonly<Record<string, string>> = {
  uq_service_instances_container_name: `
    SELECT format('instance "%s" of stack "%s"', instance.instance_id, stack.name) AS holder
    FROM service_instances instance JOIN stacks stack ON stack.id = instance.stack_id
    WHERE instance.container_name = $1 AND instance.deleted_at IS NULL`,
  uq_stacks_network_name: `
    SELECT format('stack "%s"', name) AS holder FROM stacks WHERE network_name = $1 AND deleted_at IS NULL`,
};

/** The same conflict, naming who holds the value, where the constraint alone does not say it. */
export async function namingHolder(tx: EntityManager, error: unknown): Promise<unknown> {
  if (!(error instanceof Conflict) || error.constraint === undefined) return error;
  const sql = HOLDERS[error.constraint];
  if (sql === undefined) return error;
  const [row] = await execute<{ holder: string }>(tx, sql, [error.value]).catch(() => []);
  return row ? new Conflict(`"${error.value}" is taken by ${row.holder}.`, error.constraint, error.value) : error;
}
