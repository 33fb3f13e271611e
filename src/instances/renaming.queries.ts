import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { handWritten } from '../sql/statement.js';
import { prepared } from '../sql/prepared.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import type { LockedInstance, LockedStack } from '../model/lookup.js';
import { StackVariable, VARIABLES } from '../model/stack-variable.entity.js';
import { type Setting, SETTING_NAMES, SETTINGS } from '../settings/settings.js';
import { JOINING_KEYS } from '../facets/option-keys.js';
import { OWN_NAMES } from '../references/reference.js';

/** Which table has the settings of an owner, and is marked where something of the owner changes. */
export const OWNER_TABLES = { stack: 'stacks', instance: 'service_instances', template: 'services' } as const;
export type Owner = keyof typeof OWNER_TABLES;

/** A stored text that may name the instance, and where it is stored. */
export interface NamingText {
  owner: Owner;
  owner_id: number;
  /** Whose text it is, in words. */
  owner_name: string;
  table_name: string;
  column_name: string;
  id: number;
  text: string;
  /** The new name would mean something else there. */
  is_taken: boolean;
}

/** Locks all instances of a stack that the transaction holds, those in the trash too, by id. */
export async function lockAllInstances(tx: EntityManager, { id }: LockedStack): Promise<void> {
  const sql = 'SELECT FROM service_instances WHERE stack_id = $1 ORDER BY id FOR NO KEY UPDATE';
  await execute(tx, prepared(sql), [id]);
}

/** Locks the templates that are private to a stack, as imports make them: offered to nobody, and in use here alone; their ids. */
export async function lockPrivateTemplates(tx: EntityManager, { id }: LockedStack): Promise<number[]> {
  const rows = await execute<{ id: number }>(
    tx,
    prepared(`SELECT template.id FROM services template WHERE NOT template.enabled AND template.category_id IS NULL
       AND EXISTS (SELECT FROM service_instances own WHERE own.template_service_id = template.id AND own.stack_id = $1)
       AND NOT EXISTS (SELECT FROM service_instances other WHERE other.template_service_id = template.id AND other.stack_id <> $1)
     ORDER BY template.id FOR NO KEY UPDATE`),
    [id],
  );
  return rows.map((row) => row.id);
}

/** One statement: every text of a stack and of its private templates that may name an instance, unless a link has that name. */
export async function listNamingTexts(
  tx: EntityManager,
  { id, stack_id }: LockedInstance,
  names: { from: string; to: string },
  templates: readonly number[],
): Promise<NamingText[]> {
  const sql = handWritten(tx, 'instances.naming-texts', () => namingTextsStatement(tx));
  return execute<NamingText>(tx, sql, [stack_id, id, names.from, names.to, templates]);
}

/** $1 stack, $2 instance, $3 its name, $4 the new one, $5 ids of private templates. */
export function namingTextsStatement(tx: EntityManager): string {
  const own = Object.values(OWN_NAMES).map((name) => `'${name}'`);
  return `WITH instance AS (SELECT member.id, member.instance_id AS name, member.template_service_id AS template_id,
       ${hasLink('member.template_service_id', '$3')} AS linked,
       $4 IN (${own.join(', ')}) OR ${hasLink('member.template_service_id', '$4')} AND (member.id = $2 OR NOT renamed.enabled
         OR EXISTS (SELECT FROM instance_links bound WHERE bound.instance_id = member.id AND bound.link = $4
           AND bound.target_instance_id <> $2)) AS taken
     FROM service_instances member JOIN service_instances renamed ON renamed.id = $2 WHERE member.stack_id = $1),
   template AS (SELECT private.id, private.name, ${hasLink('private.id', '$3')} AS linked,
       coalesce((SELECT bool_or(instance.taken) FROM instance WHERE instance.template_id = private.id), false) AS taken
     FROM services private WHERE private.id = ANY ($5::int[])),
   stack AS (SELECT id, name, false AS linked, $4 IN (${own.join(', ')}) AS taken FROM stacks WHERE id = $1)
   ${[...facetSelects(tx), ...settingSelects(), variableSelect(tx)].join('\nUNION ALL\n')}
   ORDER BY 1, 2, 4, 5, 6`;
}

function hasLink(template: string, link: string): string {
  return `EXISTS (SELECT FROM service_dependencies needs WHERE needs.service_id = ${template} AND needs.link = ${link})`;
}

interface Texts {
  owner: Owner;
  table: string;
  column: string;
  /** The column of the table that has the id of the owner. */
  owner_column: string;
  only?: string | undefined;
}

function select({ owner, table, column, owner_column, only = 'true' }: Texts): string {
  return `SELECT '${owner}' AS owner, ${owner}.id AS owner_id, ${owner}.name AS owner_name, '${table}' AS table_name,
     '${column}' AS column_name, stored.id, CAST(stored.${column} AS text) AS text, ${owner}.taken AS is_taken
   FROM ${owner} JOIN ${table} stored ON stored.${owner_column} = ${owner}.id
   WHERE NOT ${owner}.linked AND stored.${column} LIKE '%\${{%' AND position($3 IN stored.${column}) > 0 AND ${only}`;
}

/** A row that takes an item of a shared template away, or stands in its place, goes on having its key. */
function facetSelects(tx: EntityManager): string[] {
  return FACET_NAMES.flatMap((name) => {
    const { refers, template_row, instance_row, key_columns } = facetOf(name);
    if (!refers) return [];
    const { column, only_if } = refers;
    const [template, instance] = [template_row, instance_row].map((row) => tx.dataSource.getMetadata(row).tableName);
    const reads = only_if === undefined ? 'true' : `stored.${only_if}`;
    const stays = `EXISTS (SELECT FROM ${template} hidden WHERE hidden.service_id = instance.template_id
      AND hidden.${column} = stored.${column} AND NOT hidden.service_id = ANY ($5::int[]))`;
    const only = key_columns.includes(column) ? `NOT ${stays}` : `NOT stored.removed`;
    return [
      select({
        ...{ owner: 'instance', table: String(instance), column, owner_column: 'instance_id' },
        only: `${reads} AND ${only}`,
      }),
      select({ owner: 'template', table: String(template), column, owner_column: 'service_id', only: reads }),
    ];
  });
}

const REFERRING_SETTINGS = SETTING_NAMES.filter((name) => {
  const { refers }: Setting = SETTINGS[name];
  return refers !== undefined;
});

function settingSelects(): string[] {
  return REFERRING_SETTINGS.flatMap((column) =>
    (['instance', 'template'] as const).map((owner) =>
      select({ owner, table: OWNER_TABLES[owner], column, owner_column: 'id' }),
    ),
  );
}

function variableSelect(tx: EntityManager): string {
  const table = tx.dataSource.getMetadata(StackVariable).tableName;
  return select({ owner: 'stack', table, column: VARIABLES.refers?.column ?? 'value', owner_column: 'stack_id' });
}

/**
 * Options that join the namespace of the instance join it under its new name, in its stack and in these templates; one statement.
 * Answers how many, and marks their owners but the instance itself, which is written anyway.
 */
export async function renameJoined(
  tx: EntityManager,
  { id, stack_id }: LockedInstance,
  names: { from: string; to: string },
  templates: readonly number[],
): Promise<number> {
  const [row] = await execute<{ count: number }>(tx, prepared(RENAME_JOINED), [
    ...[stack_id, id, `service:${names.from}`, `service:${names.to}`, templates, JOINING_KEYS],
  ]);
  return row?.count ?? 0;
}

/** $1 stack, $2 instance, $3 how it is joined now, $4 how from now on, $5 ids of private templates, $6 keys. */
const JOINED = 'joining.key = ANY ($6::text[]) AND joining.value = to_jsonb($3::text)';
const RENAME_JOINED = `WITH own AS (
  UPDATE instance_options joining SET value = to_jsonb($4::text), updated_at = now() FROM service_instances member
  WHERE member.id = joining.instance_id AND member.stack_id = $1 AND ${JOINED} RETURNING joining.instance_id AS id
), private AS (
  UPDATE service_options joining SET value = to_jsonb($4::text), updated_at = now()
  WHERE joining.service_id = ANY ($5::int[]) AND ${JOINED} RETURNING joining.service_id AS id
), instances AS (
  UPDATE service_instances SET revision = revision + 1, updated_at = now() WHERE id IN (SELECT id FROM own) AND id <> $2
), templates AS (
  UPDATE services SET revision = revision + 1, updated_at = now() WHERE id IN (SELECT id FROM private)
) SELECT CAST((SELECT count(*) FROM own) + (SELECT count(*) FROM private) AS int) AS count`;

/** Stores other texts in a table of items, in one statement. */
export async function updateTexts(
  tx: EntityManager,
  table: string,
  column: string,
  texts: readonly { id: number; text: string }[],
): Promise<void> {
  await execute(
    tx,
    `UPDATE ${table} stored SET ${column} = given.text, updated_at = now()
     FROM json_to_recordset($1::json) AS given (id int, text text) WHERE stored.id = given.id`,
    [JSON.stringify(texts)],
  );
}

/** An owner of texts, with the settings that become others. */
export interface ChangedOwner {
  id: number;
  settings: Partial<Record<string, string>>;
}

/** Marks owners as changed, with their settings where these become others, in one statement. */
export async function updateOwners(tx: EntityManager, owner: Owner, changed: readonly ChangedOwner[]): Promise<void> {
  const settings = owner === 'stack' ? [] : REFERRING_SETTINGS;
  const sets = settings.map((name) => `${name} = coalesce(given.${name}, stored.${name}), `);
  await execute(
    tx,
    `UPDATE ${OWNER_TABLES[owner]} stored SET ${sets.join('')}revision = stored.revision + 1, updated_at = now()
     FROM json_to_recordset($1::json) AS given (${['id int', ...settings.map((name) => `${name} text`)].join(', ')})
     WHERE stored.id = given.id`,
    [JSON.stringify(changed.map((it) => ({ ...it.settings, id: it.id })))],
  );
}
