import type { EntityManager } from 'typeorm';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { Instance } from '../model/instance.entity.js';
import { LIVE } from '../model/lookup.js';

export interface CopyInstances {
  /** The live instances to copy: one of them, or a whole stack. */
  source: { instance: number } | { stack: number };
  to_stack: { id: number; name: string };
  /** The copy's name; null keeps the source's. */
  instance_id: string | null;
}

const SET_BY_THE_COPY = new Set([
  'id',
  'stack_id',
  'instance_id',
  'container_name',
  'revision',
  'created_at',
  'updated_at',
  'deleted_at',
]);
const SET_BY_THE_OWNER = new Set(['id', 'instance_id']);

/**
 * Copies live instances with all overrides in one statement, and so as one snapshot: INSERT … SELECT per facet, driven by
 * the facet list, columns from the metadata, so that a new column is copied by itself. Returns how many were copied.
 */
export async function copyInstances(tx: EntityManager, copy: CopyInstances): Promise<number> {
  const { source, to_stack } = copy;
  const [column, id] = 'instance' in source ? ['id', source.instance] : ['stack_id', source.stack];
  const rows = await tx.query<unknown[]>(copyStatement(tx, column), [
    id,
    to_stack.id,
    `devarch-${to_stack.name}-`,
    copy.instance_id,
  ]);
  return rows.length;
}

/** $1 the source's id, $2 the target stack's id, $3 how container names start, $4 the copy's name or null. */
export function copyStatement(tx: EntityManager, column: string): string {
  const same = columnsOf(tx, Instance, SET_BY_THE_COPY).join(', ');
  return `WITH source AS (
  SELECT *, coalesce($4, instance_id) AS new_name FROM service_instances WHERE ${column} = $1 AND ${LIVE}
), copied AS (
  INSERT INTO service_instances (stack_id, instance_id, container_name, ${same})
  SELECT $2, new_name, $3 || new_name, ${same} FROM source ORDER BY created_at, id
  RETURNING id, instance_id
), pair AS (
  SELECT source.id AS from_id, copied.id AS to_id FROM source JOIN copied ON copied.instance_id = source.new_name
)${FACET_NAMES.map((name) => copyFacet(tx, name)).join('')}
SELECT id FROM copied`;
}

function copyFacet(tx: EntityManager, name: (typeof FACET_NAMES)[number]): string {
  const { instance_row } = facetOf(name);
  const { tableName } = tx.dataSource.getMetadata(instance_row);
  const columns = columnsOf(tx, instance_row, SET_BY_THE_OWNER);
  return `, copied_${name} AS (
  INSERT INTO ${tableName} (instance_id, ${columns.join(', ')})
  SELECT pair.to_id, ${columns.map((column) => `facet_row.${column}`).join(', ')}
  FROM ${tableName} facet_row JOIN pair ON pair.from_id = facet_row.instance_id ORDER BY facet_row.id
)`;
}

function columnsOf(tx: EntityManager, entity: new () => object, except: Set<string>): string[] {
  const names = tx.dataSource.getMetadata(entity).columns.map(({ databaseName }) => databaseName);
  return names.filter((name) => !except.has(name));
}
