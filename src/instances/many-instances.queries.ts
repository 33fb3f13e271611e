import { LIVE } from '../sql/columns.js';
import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { type LockedInstance, type LockedStack, templateNotFound } from '../model/lookup.js';
import { SETTING_NAMES, type SettingName, type Settings } from '../settings/settings.js';
import { type MadeInstance, madeColumns, type NewInstance } from './instance-writes.queries.js';

/** What a change of an instance may set, beside its name. */
export interface InstanceColumns extends Settings {
  removed_settings: SettingName[];
  description: string;
  enabled: boolean;
}

/** A locked instance with all that may be set of it. */
export type WholeInstance = LockedInstance & InstanceColumns;

const SET = ['description', 'enabled', ...SETTING_NAMES, 'removed_settings'];
const LOCKED = ['id', 'stack_id', 'instance_id', 'template_service_id'].join(', ');

/** Locks the live instances of these names of a stack that the transaction holds, by id. */
export async function lockInstances(tx: EntityManager, stack: LockedStack, names: string[]): Promise<WholeInstance[]> {
  return execute<WholeInstance>(
    tx,
    `SELECT ${LOCKED}, ${SET.join(', ')} FROM service_instances
     WHERE stack_id = $1 AND instance_id = ANY ($2) AND ${LIVE} ORDER BY id FOR NO KEY UPDATE`,
    [stack.id, names],
  );
}

/** Moves locked instances to the trash. */
export async function trashInstances(tx: EntityManager, ids: number[]): Promise<void> {
  await execute(
    tx,
    `UPDATE service_instances SET deleted_at = clock_timestamp(), updated_at = now(), revision = revision + 1
     WHERE id = ANY ($1)`,
    [ids],
  );
}

/** An instance to add, with the name of its template. */
export type InstanceOfTemplate = NewInstance & { template: string };

/**
 * Adds instances to a stack that the transaction holds, in the order given; NotFound where there is no such template. They
 * go in by the names of their containers, because these are unique across stacks, and others may be adding some too.
 */
export async function insertInstances(
  tx: EntityManager,
  stack: LockedStack,
  rows: InstanceOfTemplate[],
): Promise<MadeInstance[]> {
  const templates = await keepTemplates(
    tx,
    rows.map(({ template }) => template),
  );
  const values = rows.map(({ template, removed_settings = [], ...row }) => {
    const template_service_id = templates.get(template);
    if (template_service_id === undefined) throw templateNotFound(template);
    return { ...row, removed_settings, stack_id: stack.id, template_service_id };
  });
  const columns = ['stack_id', 'template_service_id', 'instance_id', 'container_name', ...SET].join(', ');
  return execute<MadeInstance>(
    tx,
    `INSERT INTO service_instances (id, ${columns})
     SELECT * FROM (
       SELECT nextval('service_instances_id_seq'), ${columns} FROM json_populate_recordset(NULL::service_instances, $1::json)
     ) numbered ORDER BY container_name
     RETURNING ${madeColumns(tx)}`,
    [JSON.stringify(values)],
  );
}

/** The ids of templates by name; they stay there until the end of the transaction. */
async function keepTemplates(tx: EntityManager, names: string[]): Promise<Map<string, number>> {
  const sql = 'SELECT id, name FROM services WHERE name = ANY ($1) ORDER BY id FOR KEY SHARE';
  const rows = await execute<{ id: number; name: string }>(tx, sql, [[...new Set(names)]]);
  return new Map(rows.map(({ id, name }) => [name, id]));
}

/** Sets these columns of locked instances and marks them as changed, each row written once. */
export async function updateInstances(tx: EntityManager, rows: WholeInstance[]): Promise<void> {
  const set = SET.map((column) => `${column} = given.${column}`).join(', ');
  await execute(
    tx,
    `UPDATE service_instances stored SET ${set}, revision = stored.revision + 1, updated_at = now()
     FROM json_populate_recordset(NULL::service_instances, $1::json) given WHERE stored.id = given.id`,
    [JSON.stringify(rows)],
  );
}
