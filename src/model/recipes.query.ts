import type { EntityManager } from 'typeorm';
import type { SpecValues } from '../facets/facet.js';
import { FACET_NAMES, type FacetMap, facetOf } from '../facets/facets.js';

/** The items of a template whose value each instance gets for itself, as they are stored. */
export type Recipes = Partial<FacetMap<SpecValues[]>>;

/** The facets of which there may be such items. */
const GENERATING = FACET_NAMES.filter((name) => facetOf(name).sealing?.generate !== undefined);

/**
 * SQL: those of one template as one JSON object.
 * @param template SQL for the id of the template
 */
export function recipesSql(tx: EntityManager, template: string): string {
  const lists = GENERATING.map((name) => {
    const { template_row, sealing } = facetOf(name);
    const { tableName } = tx.dataSource.getMetadata(template_row);
    return `'${name}', (SELECT coalesce(json_agg(item ORDER BY item.id), '[]') FROM ${tableName} item
      WHERE item.service_id = ${template} AND item.${sealing?.generate} IS NOT NULL)`;
  });
  return `json_build_object(${lists.join(', ')})`;
}
