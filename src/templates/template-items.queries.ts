import type { EntityManager, ObjectLiteral } from 'typeorm';
import { execute } from '../sql/execute.js';
import { run, statement, handWritten } from '../sql/statement.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { rowAsJson } from '../model/facet-rows.query.js';
import { itemKey } from '../model/item-key.query.js';
import { templateNotFound } from '../model/lookup.js';
import { partsOf } from '../model/owned-rows.query.js';
import { Template } from '../model/template.entity.js';
import type { Stored } from './dto/template-items.js';

/** A template's number, and what it stores under one key. */
export interface ItemsOfKey {
  id: number;
  items: Stored<SpecValues>[];
}

/** One statement: the template and its items of one key. Those of others are not read. */
export function itemsStatement(tx: EntityManager, facet: Facet) {
  return statement(tx, `templates.items-${facet.name}`, ['template', 'key'], (manager) =>
    manager
      .createQueryBuilder(Template, 'template')
      .select('template.id', 'id')
      .addSelect(
        (items) =>
          items
            .select(`coalesce(json_agg(${rowAsJson(facet, 'template_row', 'item')} ORDER BY item.id), '[]')`)
            .from<ObjectLiteral>(facet.template_row, 'item')
            .where(`item.service_id = template.id AND ${itemKey(facet, 'item')} = :key`),
        'items',
      )
      .where('template.name = :template'),
  );
}

export async function getItems(tx: EntityManager, facet: Facet, template: string, key: string): Promise<ItemsOfKey> {
  const [found] = await run<ItemsOfKey>(tx, itemsStatement(tx, facet), { template, key });
  if (!found) throw templateNotFound(template);
  return found;
}

/** Adds an item, or makes the stored one like it, and returns what is stored; every other row is left alone. */
export async function putItem(
  tx: EntityManager,
  facet: Facet,
  template: number,
  item: object,
): Promise<Stored<SpecValues> | undefined> {
  const sql = handWritten(tx, `templates.put-item-${facet.name}`, () => putItemStatement(tx, facet));
  const row = JSON.stringify([{ ...item, service_id: template }]);
  const [stored] = await execute<{ stored: Stored<SpecValues> }>(tx, sql, [row]);
  return stored?.stored;
}

/** $1 the row as JSON, in a list. One that is stored just so is answered and not written. */
export function putItemStatement(tx: EntityManager, facet: Facet): string {
  const { template_row, unique_columns, null_as } = facet;
  const { tableName } = tx.dataSource.getMetadata(template_row);
  const table = { entity: template_row, owner: 'service_id', unique: unique_columns, null_as } as const;
  const { place, upsert } = partsOf(tx, table);
  return `WITH wanted AS (
  SELECT * FROM json_populate_recordset(NULL::${tableName}, $1::json)
), written AS (
${upsert}
RETURNING ${rowAsJson(facet, 'template_row', 'stored')} AS stored
)
SELECT stored FROM written
UNION ALL SELECT ${rowAsJson(facet, 'template_row', 'same')}
FROM ${tableName} same JOIN wanted ON (${place('same')}) = (${place('wanted')})
WHERE NOT EXISTS (SELECT FROM written)`;
}

/** How many items a template has with one of this key added; undefined where it has one of that key already. */
export async function countWithAnother(
  tx: EntityManager,
  facet: Facet,
  template: number,
  key: string,
): Promise<number | undefined> {
  const { tableName } = tx.dataSource.getMetadata(facet.template_row);
  const sql = `SELECT count(*)::int + 1 AS count FROM ${tableName} item WHERE item.service_id = $1
   HAVING count(*) FILTER (WHERE ${itemKey(facet, 'item')} = $2) = 0`;
  const [others] = await execute<{ count: number }>(tx, sql, [template, key]);
  return others?.count;
}

/** Whether there was one of that key. */
export async function removeItems(tx: EntityManager, facet: Facet, template: number, key: string): Promise<boolean> {
  const { tableName } = tx.dataSource.getMetadata(facet.template_row);
  const sql = `DELETE FROM ${tableName} item WHERE item.service_id = $1 AND ${itemKey(facet, 'item')} = $2 RETURNING 1`;
  return (await execute(tx, sql, [template, key])).length > 0;
}

/** The keys that the items of a template have. */
export async function listKeys(tx: EntityManager, facet: Facet, template: string): Promise<string[]> {
  const { tableName } = tx.dataSource.getMetadata(facet.template_row);
  const sql = `SELECT DISTINCT ${itemKey(facet, 'item')} AS key FROM ${tableName} item
   JOIN services template ON template.id = item.service_id WHERE template.name = $1`;
  return (await execute<{ key: string }>(tx, sql, [template])).map(({ key }) => key);
}
