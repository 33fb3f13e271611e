import { LIVE } from '../sql/columns.js';
import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import { execute } from '../sql/execute.js';
import { prepared } from '../sql/prepared.js';
import { Stack } from '../model/stack.entity.js';
import type { TrashedRow } from '../model/trash.queries.js';

export interface NewStack {
  name: string;
  description: string;
  network_name: string;
  enabled: boolean;
}

export async function insertStack(tx: EntityManager, values: NewStack): Promise<{ id: number; name: string }> {
  const rows = await execute<{ id: number }>(
    tx,
    prepared('INSERT INTO stacks (name, description, network_name, enabled) VALUES ($1, $2, $3, $4) RETURNING id'),
    [values.name, values.description, values.network_name, values.enabled],
  );
  return { id: rows[0]?.id ?? 0, name: values.name };
}

/** Changes the given columns of a locked stack and marks it as changed. */
export async function updateStack(tx: EntityManager, id: number, values: QueryDeepPartialEntity<Stack>): Promise<void> {
  await tx
    .createQueryBuilder()
    .update(Stack)
    .set({ ...values, revision: () => 'revision + 1', updated_at: () => 'now()' })
    .where('id = :id', { id })
    .execute();
}

/**
 * Gives every live instance of a stack the container name that the stack's new name makes. Uniqueness is checked row by
 * row, and one instance's new name may be another's old one, which then first steps aside to a name that no container has.
 */
export async function renameContainers(tx: EntityManager, stack_id: number, name: string): Promise<void> {
  await execute(
    tx,
    `UPDATE service_instances SET container_name = '~' || id
     WHERE stack_id = $1 AND ${LIVE} AND container_name IN (
       SELECT $2 || instance_id FROM service_instances WHERE stack_id = $1 AND ${LIVE})`,
    [stack_id, `devarch-${name}-`],
  );
  await execute(
    tx,
    `UPDATE service_instances
     SET container_name = $2 || instance_id, revision = revision + 1, updated_at = now()
     WHERE stack_id = $1 AND ${LIVE}`,
    [stack_id, `devarch-${name}-`],
  );
}

/** The longest name among the live instances, or among those that went to the trash with the stack; '' where there is none. */
export async function findLongestName(tx: EntityManager, stack_id: number, trashed_with = false): Promise<string> {
  const state = trashed_with ? 'instance.deleted_at = stack.deleted_at' : `instance.${LIVE}`;
  const rows = await execute<{ instance_id: string }>(
    tx,
    prepared(`SELECT instance.instance_id FROM service_instances instance JOIN stacks stack ON stack.id = instance.stack_id
     WHERE stack.id = $1 AND ${state} ORDER BY length(instance.instance_id) DESC LIMIT 1`),
    [stack_id],
  );
  return rows[0]?.instance_id ?? '';
}

/** Moves a locked stack to the trash, then its live instances with the same time, by which a restore knows them again. */
export async function trashStack(tx: EntityManager, id: number): Promise<void> {
  const trash = 'updated_at = now(), revision = revision + 1';
  await execute(tx, `UPDATE stacks SET deleted_at = clock_timestamp(), ${trash} WHERE id = $1`, [id]);
  await execute(
    tx,
    `UPDATE service_instances instance SET deleted_at = stack.deleted_at, ${trash.replace('= revision', '= instance.revision')}
     FROM stacks stack WHERE stack.id = $1 AND instance.stack_id = stack.id AND instance.${LIVE}`,
    [id],
  );
}

/** Brings back the stack, then the instances that went to the trash with it, and only those. */
export async function restoreStack(
  tx: EntityManager,
  { id, deleted_at }: TrashedRow,
  name: string,
  network_name: string,
): Promise<void> {
  await updateStack(tx, id, { name, network_name, deleted_at: null });
  await execute(
    tx,
    `UPDATE service_instances
     SET deleted_at = NULL, container_name = $2 || instance_id, revision = revision + 1, updated_at = now()
     WHERE stack_id = $1 AND deleted_at = $3::timestamptz`,
    [id, `devarch-${name}-`, deleted_at],
  );
}
