import type { EntityManager } from 'typeorm';
import { execute } from '../common/execute.js';
import { NotFound } from '../common/errors.js';
import { prepared } from '../common/prepared.js';

/** Where an instance is: the names of its stack and its own. */
export interface InstancePath {
  stack: string;
  instance: string;
}

/** Not in the trash. The only place that says so in hand-written SQL; the query builder adds the same by itself. */
export const LIVE = 'deleted_at IS NULL';

export interface LockedStack {
  id: number;
  name: string;
  network_name: string;
}

export interface LockedInstance {
  id: number;
  stack_id: number;
  instance_id: string;
  template_service_id: number;
}

export function stackNotFound(name: string): NotFound {
  return new NotFound(`There is no stack "${name}".`);
}

export function instanceNotFound({ stack, instance }: InstancePath): NotFound {
  return new NotFound(`There is no instance "${instance}" in stack "${stack}".`);
}

export function templateNotFound(name: string): NotFound {
  return new NotFound(`There is no template "${name}".`);
}

/** The row of a statement that joins the live stack and, where there is one, its live instance: says which is missing. */
export function theInstance<Row extends { id: number | null }>(rows: Row[], path: InstancePath): Row {
  const [row] = rows;
  if (!row) throw stackNotFound(path.stack);
  if (row.id === null) throw instanceNotFound(path);
  return row;
}

/** Keeps the live stack alive and its name as it is until the end of the transaction; children may be added meanwhile. */
export async function getStackForShare(tx: EntityManager, name: string): Promise<LockedStack> {
  return lockStack(tx, name, 'FOR SHARE');
}

/** The live stack, for a change of the stack itself. */
export async function getStackForUpdate(tx: EntityManager, name: string): Promise<LockedStack> {
  return lockStack(tx, name, 'FOR UPDATE');
}

async function lockStack(tx: EntityManager, name: string, lock: string): Promise<LockedStack> {
  const sql = `SELECT id, name, network_name FROM stacks WHERE name = $1 AND ${LIVE} ${lock}`;
  const [stack] = await execute<LockedStack>(tx, prepared(sql), [name]);
  if (!stack) throw stackNotFound(name);
  return stack;
}

/** The live instance with its row locked, for any change of it or of its overrides. */
export async function getInstanceForUpdate(tx: EntityManager, path: InstancePath): Promise<LockedInstance> {
  const [instance] = await execute<LockedInstance>(
    tx,
    prepared(`SELECT instance.id, instance.stack_id, instance.instance_id, instance.template_service_id
     FROM service_instances instance JOIN stacks stack ON stack.id = instance.stack_id AND stack.${LIVE}
     WHERE stack.name = $1 AND instance.instance_id = $2 AND instance.${LIVE}
     FOR NO KEY UPDATE OF instance`),
    [path.stack, path.instance],
  );
  return instance ?? failInstance(tx, path);
}

/** Locks the live instance and marks it as changed, in one statement: the start of every write on its overrides. */
export async function touchInstance(tx: EntityManager, path: InstancePath): Promise<LockedInstance> {
  const [instance] = await execute<LockedInstance>(
    tx,
    prepared(`UPDATE service_instances instance SET revision = instance.revision + 1, updated_at = now()
     FROM stacks stack
     WHERE stack.id = instance.stack_id AND stack.name = $1 AND stack.${LIVE}
       AND instance.instance_id = $2 AND instance.${LIVE}
     RETURNING instance.id, instance.stack_id, instance.instance_id, instance.template_service_id`),
    [path.stack, path.instance],
  );
  return instance ?? failInstance(tx, path);
}

/** Says which of the two names is wrong. */
async function failInstance(tx: EntityManager, path: InstancePath): Promise<never> {
  const stacks = await execute(tx, `SELECT 1 FROM stacks WHERE name = $1 AND ${LIVE}`, [path.stack]);
  throw stacks.length === 0 ? stackNotFound(path.stack) : instanceNotFound(path);
}
