import { LIVE } from '../sql/columns.js';
import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import { handWritten } from '../sql/statement.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf } from '../facets/facets.js';
import { generating } from '../facets/sealing.js';
import { itemKey } from '../model/item-key.query.js';
import { Instance } from '../model/instance.entity.js';

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
/** The facets that hold secrets. */
const SEALING = FACET_NAMES.filter((name) => facetOf(name).sealing !== undefined);

const SET_BY_THE_OWNER = new Set(['id', 'instance_id']);

/** What was copied: how many instances, and per facet with secrets the copied rows that still hold their source's. */
export interface Copied {
  instances: number;
  sealed: Partial<FacetMap<SealedCopy[]>>;
}

/** A copied row, by its id, the instances that it comes from and belongs to, its key columns and its sealed value. */
export type SealedCopy = SpecValues & { id: number; from_id: number; to_id: number };

/**
 * Copies live instances with all overrides in one statement, and so as one snapshot: INSERT … SELECT per facet, driven by
 * the facet list, columns from the metadata, so that a new column is copied by itself.
 */
export async function copyInstances(tx: EntityManager, copy: CopyInstances): Promise<Copied> {
  const { source, to_stack } = copy;
  const [column, id] = 'instance' in source ? ['id', source.instance] : ['stack_id', source.stack];
  const values = [id, to_stack.id, `devarch-${to_stack.name}-`, copy.instance_id];
  const [row] = await execute<Copied['sealed'] & { instances: number }>(
    tx,
    handWritten(tx, `instances.copy ${column}`, () => copyStatement(tx, column)),
    values,
  );
  const { instances = 0, ...sealed } = row ?? {};
  return { instances, sealed };
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
)${FACET_NAMES.map((name) => copyFacet(tx, name)).join('')}${COPY_LINKS}
SELECT ${['(SELECT CAST(count(*) AS int) FROM copied) AS instances', ...SEALING.map(selectSealed)].join(', ')}`;
}

/** A link that is bound within what is copied leads to the copy, one within the same stack to the same instance; others go. */
const COPY_LINKS = `, copied_links AS (
  INSERT INTO instance_links (instance_id, link, target_instance_id)
  SELECT pair.to_id, bound.link, coalesce(target.to_id, bound.target_instance_id)
  FROM instance_links bound JOIN pair ON pair.from_id = bound.instance_id
  JOIN service_instances meant ON meant.id = bound.target_instance_id
  LEFT JOIN pair target ON target.from_id = bound.target_instance_id
  WHERE target.to_id IS NOT NULL OR meant.stack_id = $2 ORDER BY bound.id
)`;

function copyFacet(tx: EntityManager, name: FacetName): string {
  const { instance_row, key_columns } = facetOf(name);
  const { tableName } = tx.dataSource.getMetadata(instance_row);
  const columns = columnsOf(tx, instance_row, SET_BY_THE_OWNER);
  const returned = SEALING.includes(name)
    ? `\n  RETURNING ${['id', 'instance_id', ...key_columns, 'sealed_value'].join(', ')}`
    : '';
  return `, copied_${name} AS (
  INSERT INTO ${tableName} (instance_id, ${columns.join(', ')})
  SELECT pair.to_id, ${columns.map((column) => `facet_row.${column}`).join(', ')}
  FROM ${tableName} facet_row JOIN pair ON pair.from_id = facet_row.instance_id ORDER BY facet_row.id${returned}
)`;
}

/** The copied secrets, which open only where they come from. */
function selectSealed(name: FacetName): string {
  const columns = ['id', ...facetOf(name).key_columns, 'sealed_value'];
  const pairs = columns.map((column) => `'${column}', own.${column}`);
  return `(
  SELECT coalesce(json_agg(json_build_object('from_id', pair.from_id, 'to_id', pair.to_id, ${pairs.join(', ')})), '[]')
  FROM copied_${name} own JOIN pair ON pair.to_id = own.instance_id WHERE own.sealed_value IS NOT NULL
) AS ${name}`;
}

function columnsOf(tx: EntityManager, entity: new () => object, except: Set<string>): string[] {
  const names = tx.dataSource.getMetadata(entity).columns.map(({ databaseName }) => databaseName);
  return names.filter((name) => !except.has(name));
}

/** An item that a template generates for a copied instance: as the template has it, and the copied row, where there is one. */
interface Generated {
  to_id: number;
  recipe: SpecValues;
  id: number | null;
  before: string | null;
}

/** What is generated for copies: where they have nothing of it, or a value of their own that neither is removed nor refers. */
export async function listGenerated(tx: EntityManager, facet: Facet, copy: CopyInstances): Promise<Generated[]> {
  const [template, own] = [facet.template_row, facet.instance_row].map(
    (row) => tx.dataSource.getMetadata(row).tableName,
  );
  const sealing = generating(facet);
  return execute<Generated>(
    tx,
    `SELECT copied.id AS to_id, to_json(recipe) AS recipe, own.id, own.sealed_value AS before
     FROM service_instances copied
     JOIN ${template} recipe ON recipe.service_id = copied.template_service_id AND recipe.${sealing?.generate} IS NOT NULL
     LEFT JOIN ${own} own ON own.instance_id = copied.id AND ${itemKey(facet, 'own')} = ${itemKey(facet, 'recipe')}
     WHERE copied.stack_id = $1 AND copied.instance_id = coalesce($2, copied.instance_id) AND copied.${LIVE}
       AND (own.id IS NULL OR NOT own.removed AND own.${sealing?.flag} AND own.${sealing?.value} IS NULL)
     ORDER BY copied.id, recipe.id`,
    [copy.to_stack.id, copy.instance_id],
  );
}

/** Adds override rows to instances that have none of these keys. */
export async function insertGenerated(tx: EntityManager, facet: Facet, rows: SpecValues[]): Promise<void> {
  if (rows.length === 0) return;
  const { tableName } = tx.dataSource.getMetadata(facet.instance_row);
  const columns = ['instance_id', ...facet.stored_columns].join(', ');
  await execute(
    tx,
    `INSERT INTO ${tableName} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${tableName}, $1::json)`,
    [JSON.stringify(rows)],
  );
}
