import { LIVE } from '../sql/columns.js';
import type { EntityManager, QueryDeepPartialEntity } from 'typeorm';
import { execute } from '../sql/execute.js';
import { prepared } from '../sql/prepared.js';
import { Instance } from '../model/instance.entity.js';
import { type LockedInstance, type LockedStack, templateNotFound } from '../model/lookup.js';
import { type Recipes, recipesSql } from '../model/recipes.query.js';
import { type GivenSettings, REMOVABLE_SETTINGS, storedSettings } from '../settings/removed-settings.js';
import { SETTING_NAMES, type SettingName, type Settings } from '../settings/settings.js';

/** Which template: by id, or by name. */
export type TemplateChoice = { id: number } | { name: string };

export interface NewInstance extends Partial<Settings> {
  instance_id: string;
  container_name: string;
  description: string;
  enabled: boolean;
  removed_settings?: readonly SettingName[];
}

const GIVEN = [
  'instance_id',
  'container_name',
  'description',
  'enabled',
  ...SETTING_NAMES,
  'removed_settings',
] as const;

/** An instance that was just made, with what its template generates for it. */
export type MadeInstance = LockedInstance & { recipes: Recipes };

/** What a statement that makes instances answers of them. */
export function madeColumns(tx: EntityManager): string {
  const columns = ['id', 'stack_id', 'instance_id', 'template_service_id'];
  return `${columns.join(', ')}, ${recipesSql(tx, 'service_instances.template_service_id')} AS recipes`;
}

/** Adds an instance to a stack that the transaction holds; NotFound where there is no such template. */
export async function insertInstance(
  tx: EntityManager,
  stack: LockedStack,
  template: TemplateChoice,
  values: NewInstance,
): Promise<MadeInstance> {
  const [column, choice] = 'id' in template ? ['id', template.id] : ['name', template.name];
  const [instance] = await execute<MadeInstance>(
    tx,
    prepared(`INSERT INTO service_instances (stack_id, template_service_id, ${GIVEN.join(', ')})
     SELECT $1, template.id, ${GIVEN.map((_, index) => `$${index + 3}`).join(', ')}
     FROM services template WHERE template.${column} = $2 RETURNING ${madeColumns(tx)}`),
    [stack.id, choice, ...GIVEN.map((name) => (name === 'removed_settings' ? (values[name] ?? []) : values[name]))],
  );
  if (!instance) throw templateNotFound(String(choice));
  return instance;
}

/** Changes the given columns of a locked instance and marks it as changed. */
export async function updateInstance(
  tx: EntityManager,
  id: number,
  values: QueryDeepPartialEntity<Instance>,
): Promise<void> {
  await tx
    .createQueryBuilder()
    .update(Instance)
    .set({ ...values, revision: () => 'revision + 1', updated_at: () => 'now()' })
    .where('id = :id', { id })
    .execute();
}

/** The columns of settings that are given: what is given, or follows the template again, is gone no more. */
export function settingsUpdate(given: GivenSettings): QueryDeepPartialEntity<Instance> {
  const stored = storedSettings(given, REMOVABLE_SETTINGS);
  if (given.removed_settings !== undefined || stored.removed_settings === undefined) return stored;
  const back = REMOVABLE_SETTINGS.filter((name) => !stored.removed_settings?.includes(name));
  const left = back.reduce((list, name) => `array_remove(${list}, '${name}')`, 'removed_settings');
  return { ...stored, removed_settings: () => left };
}

/** The first name that no live instance of the stack has, and whose container name none has anywhere. */
export async function findFreeName(
  tx: EntityManager,
  stack: { id: number; name: string },
  candidates: string[],
): Promise<string | undefined> {
  const rows = await execute<{ name: string }>(
    tx,
    `SELECT candidate.name FROM unnest($2::text[]) WITH ORDINALITY AS candidate (name, position)
     WHERE NOT EXISTS (
       SELECT FROM service_instances WHERE stack_id = $1 AND instance_id = candidate.name AND ${LIVE})
       AND NOT EXISTS (
         SELECT FROM service_instances WHERE container_name = $3 || candidate.name AND ${LIVE})
     ORDER BY candidate.position LIMIT 1`,
    [stack.id, candidates, `devarch-${stack.name}-`],
  );
  return rows[0]?.name;
}

/** Moves a locked instance to the trash. */
export async function trashInstance(tx: EntityManager, id: number): Promise<void> {
  await execute(
    tx,
    `UPDATE service_instances SET deleted_at = clock_timestamp(), updated_at = now(), revision = revision + 1 WHERE id = $1`,
    [id],
  );
}
