import type { EntityManager } from 'typeorm';
import type { Facet, SpecValues } from '../facets/facet.js';
import { itemKey } from '../model/item-key.query.js';
import { execute } from '../sql/execute.js';

/** An item of a template as it is stored, and an instance that has nothing of its own in its place. */
export interface Inherited {
  service_id: number;
  instance_id: number;
  row: SpecValues;
}

/** What instances of these templates, those in the trash too, inherit of a facet, where it has a value. */
export async function listInherited(tx: EntityManager, facet: Facet, templates: number[]): Promise<Inherited[]> {
  const [template, own] = [facet.template_row, facet.instance_row].map(
    (row) => tx.dataSource.getMetadata(row).tableName,
  );
  return execute<Inherited>(
    tx,
    `SELECT stored.service_id, instance.id AS instance_id, to_json(stored) AS row
     FROM ${template} stored JOIN service_instances instance ON instance.template_service_id = stored.service_id
     WHERE stored.service_id = ANY ($1) AND num_nonnulls(stored.${facet.sealing?.value}, stored.sealed_value) > 0
       AND NOT EXISTS (SELECT FROM ${own} own WHERE own.instance_id = instance.id
         AND ${itemKey(facet, 'own')} = ${itemKey(facet, 'stored')})
     ORDER BY instance.id, stored.id`,
    [templates],
  );
}

/** Adds overrides, and marks their instances as changed. What somebody else overrides meanwhile stays theirs. */
export async function insertOverrides(tx: EntityManager, facet: Facet, rows: SpecValues[]): Promise<void> {
  const { tableName } = tx.dataSource.getMetadata(facet.instance_row);
  const columns = ['instance_id', ...facet.stored_columns].join(', ');
  await execute(
    tx,
    `WITH changed AS (
       UPDATE service_instances SET revision = revision + 1, updated_at = now() WHERE id = ANY ($1)
     )
     INSERT INTO ${tableName} (${columns})
     SELECT ${columns} FROM json_populate_recordset(NULL::${tableName}, $2::json) ON CONFLICT DO NOTHING`,
    [[...new Set(rows.map(({ instance_id }) => instance_id))], JSON.stringify(rows)],
  );
}
