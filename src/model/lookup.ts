import type { EntityManager } from 'typeorm';
import { LIVE } from '../sql/columns.js';
import { execute } from '../sql/execute.js';
import { NotFound } from '../common/errors.js';
import { prepared } from '../sql/prepared.js';
import { SETTING_NAMES } from '../settings/settings.js';

/** Where an instance is: the names of its stack and its own. */
export interface InstancePath {
  stack: string;
  instance: string;
}

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
  return new NotFound(`There is no stack "${name}".`, { kind: 'stack', name });
}

export function instanceNotFound({ stack, instance }: InstancePath): NotFound {
  const missing = { kind: 'instance', name: instance, stack } as const;
  return new NotFound(`There is no instance "${instance}" in stack "${stack}".`, missing);
}

export function templateNotFound(name: string): NotFound {
  return new NotFound(`There is no template "${name}".`, { kind: 'template', name });
}

/** The row of a statement that joins the live stack and, where there is one, its live instance: says which is missing. */
export function theInstance<Row extends { id: number | null }>(rows: Row[], path: InstancePath): Row {
  const [row] = rows;
  if (!row) throw stackNotFound(path.stack);
  if (row.id === null) throw instanceNotFound(path);
  return row;
}

/*
 * The order in which every write locks, so that no two ever wait for each other: the stack, its instances by id, the
 * category, templates by id; then come new rows, by name. A row is written once. Only what is about to be deleted is locked
 * against references to it (FOR UPDATE): a row that is written again looks up what it refers to, which waits for such a lock.
 */

/** Keeps the live stack alive and its name as it is until the end of the transaction; children may be added meanwhile. */
export async function getStackForShare(tx: EntityManager, name: string): Promise<LockedStack> {
  return lockStack(tx, name, 'FOR SHARE');
}

/** The live stack, for a change of the stack itself or of the names in it: no other such change goes on meanwhile. */
export async function getStackForUpdate(tx: EntityManager, name: string): Promise<LockedStack> {
  return lockStack(tx, name, 'FOR NO KEY UPDATE');
}

/** The same where the stack is to get a name or a network, with whoever has that now: two may want what the other has. */
export async function getStackForRename(
  tx: EntityManager,
  name: string,
  wanted: { name?: string; network_name?: string },
): Promise<LockedStack> {
  const rows = await execute<LockedStack>(
    tx,
    prepared(`SELECT id, name, network_name FROM stacks
     WHERE ${LIVE} AND (name IN ($1, $2) OR network_name = $3) ORDER BY id FOR NO KEY UPDATE`),
    [name, wanted.name ?? name, wanted.network_name ?? null],
  );
  const stack = rows.find((row) => row.name === name);
  if (!stack) throw stackNotFound(name);
  return stack;
}

async function lockStack(tx: EntityManager, name: string, lock: string): Promise<LockedStack> {
  const sql = `SELECT id, name, network_name FROM stacks WHERE name = $1 AND ${LIVE} ${lock}`;
  const [stack] = await execute<LockedStack>(tx, prepared(sql), [name]);
  if (!stack) throw stackNotFound(name);
  return stack;
}

/** Locks all live instances of a stack that the transaction holds, by id. */
export async function lockInstancesOf(tx: EntityManager, stack: LockedStack): Promise<void> {
  const sql = `SELECT FROM service_instances WHERE stack_id = $1 AND ${LIVE} ORDER BY id FOR NO KEY UPDATE`;
  await execute(tx, prepared(sql), [stack.id]);
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

/** Lets every setting follow the template. */
export const NO_SETTINGS = [...SETTING_NAMES.map((name) => `, ${name} = NULL`), `, removed_settings = '{}'`].join('');

/**
 * Locks the live instance and marks it as changed, in one statement: the start of every write on its overrides, and the
 * only one on its row.
 */
export async function touchInstance(
  tx: EntityManager,
  path: InstancePath,
  also: '' | typeof NO_SETTINGS = '',
): Promise<LockedInstance> {
  const [instance] = await execute<LockedInstance>(
    tx,
    prepared(`UPDATE service_instances instance SET revision = instance.revision + 1, updated_at = now()${also}
     FROM stacks stack
     WHERE stack.id = instance.stack_id AND stack.name = $1 AND stack.${LIVE}
       AND instance.instance_id = $2 AND instance.${LIVE}
     RETURNING instance.id, instance.stack_id, instance.instance_id, instance.template_service_id`),
    [path.stack, path.instance],
  );
  return instance ?? failInstance(tx, path);
}

/** Locks the live stack and marks it as changed, in one statement: the start of every write on its variables. */
export async function touchStack(tx: EntityManager, name: string): Promise<{ id: number }> {
  const [stack] = await execute<{ id: number }>(
    tx,
    prepared(`UPDATE stacks SET revision = revision + 1, updated_at = now() WHERE name = $1 AND ${LIVE} RETURNING id`),
    [name],
  );
  if (!stack) throw stackNotFound(name);
  return stack;
}

/** Says which of the two names is wrong. */
async function failInstance(tx: EntityManager, path: InstancePath): Promise<never> {
  const stacks = await execute(tx, `SELECT 1 FROM stacks WHERE name = $1 AND ${LIVE}`, [path.stack]);
  throw stacks.length === 0 ? stackNotFound(path.stack) : instanceNotFound(path);
}
