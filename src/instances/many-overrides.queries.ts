import type { EntityManager } from 'typeorm';
import { execute } from '../sql/execute.js';
import type { Facet, SpecValues } from '../facets/facet.js';
import { type FacetName, facetOf } from '../facets/facets.js';
import { itemKey } from '../model/item-key.query.js';
import type { LockedInstance } from '../model/lookup.js';
import type { OverrideValues } from './override-input.js';
import type { FacetSides } from './override-removals.js';

interface SideRow {
  facet: FacetName;
  side: keyof FacetSides;
  owner: number;
  items: (SpecValues & { removed: boolean })[];
}

/** Finds both sides of a facet of an instance, among those that were read. */
export type SidesOf = (facet: FacetName, instance: LockedInstance) => FacetSides;

/** Both sides of some facets of many instances, as plain columns in the order of storing, in one statement. */
export async function readManySides(
  tx: EntityManager,
  facets: readonly FacetName[],
  instances: readonly LockedInstance[],
): Promise<SidesOf> {
  const rows =
    facets.length === 0
      ? []
      : await execute<SideRow>(tx, sidesStatement(tx, facets), [
          [...new Set(instances.map(({ template_service_id }) => template_service_id))],
          instances.map(({ id }) => id),
        ]);
  const found = new Map(rows.map(({ facet, side, owner, items }) => [`${facet} ${side} ${owner}`, items]));
  return (facet, { id, template_service_id }) => ({
    template: found.get(`${facet} template ${template_service_id}`) ?? [],
    overrides: found.get(`${facet} overrides ${id}`) ?? [],
  });
}

/** $1 ids of templates, $2 ids of instances. */
function sidesStatement(tx: EntityManager, facets: readonly FacetName[]): string {
  const select = (facet: FacetName, side: keyof FacetSides, entity: new () => object, owner: string, ids: string) =>
    `SELECT '${facet}' AS facet, '${side}' AS side, ${owner} AS owner, json_agg(stored ORDER BY stored.id) AS items
     FROM ${tx.dataSource.getMetadata(entity).tableName} stored WHERE ${owner} = ANY (${ids}::int[]) GROUP BY ${owner}`;
  const selects = facets.flatMap((name) => [
    select(name, 'template', facetOf(name).template_row, 'service_id', '$1'),
    select(name, 'overrides', facetOf(name).instance_row, 'instance_id', '$2'),
  ]);
  return selects.join('\nUNION ALL\n');
}

/** All override rows of a facet that an instance is to have, and those that it has. */
export interface ManyOverrides {
  instance: LockedInstance;
  rows: OverrideValues[];
  stored: FacetSides['overrides'];
}

/**
 * Replaces a facet's override rows of many instances, in one statement: all old rows are gone before the first new one goes
 * in. What a row keeps of an old one is told to the statement, which therefore joins nothing, whatever the planner expects.
 */
export async function replaceManyOverrides(tx: EntityManager, facet: Facet, all: ManyOverrides[]): Promise<void> {
  const { tableName } = tx.dataSource.getMetadata(facet.instance_row);
  const columns = ['instance_id', ...facet.stored_columns, 'removed'].join(', ');
  await execute(
    tx,
    `WITH gone AS (DELETE FROM ${tableName} WHERE instance_id = ANY ($1::int[]) RETURNING id)
     INSERT INTO ${tableName} (id, ${columns}, created_at, updated_at)
     SELECT coalesce(given.id, nextval('${tableName}_id_seq')), ${columns},
       coalesce(given.created_at, now()), coalesce(given.updated_at, now())
     FROM json_populate_recordset(NULL::${tableName}, $2::json) given WHERE (SELECT count(*) FROM gone) >= 0`,
    [all.map(({ instance }) => instance.id), JSON.stringify(all.flatMap((one) => keptRows(facet, one)))],
  );
}

/** Deletes the override rows of a facet that have these keys, in one statement. */
export async function resetKeys(
  tx: EntityManager,
  facet: Facet,
  keys: { owner: number | undefined; key: string }[],
): Promise<void> {
  const { tableName } = tx.dataSource.getMetadata(facet.instance_row);
  await execute(
    tx,
    `DELETE FROM ${tableName} stored USING json_to_recordset($1::json) AS given (owner int, key text)
     WHERE stored.instance_id = given.owner AND ${itemKey(facet, 'stored')} = given.key`,
    [JSON.stringify(keys)],
  );
}

/** A key that stays keeps its created_at, an item its id, and a row that stays as it is its updated_at. */
function keptRows(facet: Facet, { instance, rows, stored }: ManyOverrides): SpecValues[] {
  const created = new Map<string, string>();
  for (const row of stored) {
    const [key, time] = [facet.key(row), String(row.created_at)];
    created.set(key, [created.get(key) ?? time, time].toSorted()[0] ?? time);
  }
  const mark = (row: SpecValues, columns: readonly string[]) =>
    JSON.stringify(columns.map((name) => row[name] ?? null));
  const columns = [...facet.stored_columns, 'removed'];
  const identity = [...new Set([...facet.key_columns, ...facet.unique_columns, 'removed'])];
  const items = new Map(stored.map((row) => [mark(row, identity), row]));
  return rows.map(({ values, removed }) => {
    const row = { ...values, removed };
    const item = items.get(mark(row, identity));
    const updated_at = item && mark(item, columns) === mark(row, columns) ? (item.updated_at ?? null) : null;
    const created_at = created.get(facet.key(values)) ?? null;
    return { ...row, id: item?.id ?? null, instance_id: instance.id, created_at, updated_at };
  });
}
