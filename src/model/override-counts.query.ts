import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { FACET_NAMES, type FacetMap, type FacetName, facetOf, perFacet } from '../facets/facets.js';

/** The number of override rows of each facet. */
export type OverrideCounts = FacetMap<number>;

/** The same, and their sum. */
export interface CountedOverrides {
  override_count: number;
  override_counts: OverrideCounts;
}

const COUNT_COLUMNS = perFacet((_, name) => `count_${name}`);

/**
 * SQL that lists the overrides, removals included, of the instances that `ids` selects, a row with `owner` and the number of
 * its `facet` for each: one reading of each `instance_*` table, by its index however many rows the table has.
 */
export function overridesOf(manager: EntityManager, ids: string): string {
  const ofFacet = (name: FacetName, number: number) =>
    manager
      .createQueryBuilder()
      .select(String(number), 'facet')
      .addSelect('counted.instance_id', 'owner')
      .from<ObjectLiteral>(facetOf(name).instance_row, 'counted')
      .where(`counted.instance_id = ANY(ARRAY(${ids}))`)
      .getQuery();
  return FACET_NAMES.map(ofFacet).join(' UNION ALL ');
}

/** Adds the override counts to a statement that has its instances as `page`, for all of them at once. */
export function countOverrides<Entity extends ObjectLiteral>(
  manager: EntityManager,
  query: SelectQueryBuilder<Entity>,
): SelectQueryBuilder<Entity> {
  const counts = manager
    .createQueryBuilder()
    .select('override.owner', 'owner')
    .from<ObjectLiteral>(`(${overridesOf(manager, 'SELECT page.id FROM page')})`, 'override')
    .groupBy('override.owner');
  FACET_NAMES.forEach((name, number) => {
    const own = `FILTER (WHERE override.facet = ${number})`;
    counts.addSelect(`CAST(count(*) ${own} AS int)`, COUNT_COLUMNS[name]);
    query.addSelect(`counts.${COUNT_COLUMNS[name]}`, COUNT_COLUMNS[name]);
  });
  return query.leftJoin(`(${counts.getQuery()})`, 'counts', 'counts.owner = page.id');
}

/** The counts out of a row of such a statement, which has none where nothing is overridden. */
export function overrideCounts(row: object): CountedOverrides {
  return summedUp((name) => Number(Reflect.get(row, COUNT_COLUMNS[name]) ?? 0));
}

/** The counts of rows that have been read. */
export function countsOf(rows: FacetMap<readonly unknown[]>): CountedOverrides {
  return summedUp((name) => rows[name].length);
}

function summedUp(count: (name: FacetName) => number): CountedOverrides {
  const override_counts = perFacet((_, name) => count(name));
  const override_count = FACET_NAMES.reduce((sum, name) => sum + override_counts[name], 0);
  return { override_count, override_counts };
}
