import type { Facet, SpecValues } from '../facets/facet.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { storedValues } from '../facets/item-values.js';
import { generating, MASK } from '../facets/sealing.js';
import type { Recipes } from '../model/recipes.query.js';
import { generateSecret } from '../secrets/secrets.service.js';
import type { OverrideValues } from './override-input.js';
import type { CheckedWrite } from './whole-facet.js';

/** Such a write of one facet. */
type FacetWrites = (CheckedWrite & { facet: FacetName })[];

/**
 * The writes that make an instance, with a fresh value for whatever its template generates and they do not give. What
 * they take away stays away. Not pure: no two values are ever the same.
 */
export function withFresh(writes: FacetWrites, recipes: Recipes): FacetWrites {
  const filled = writes.map((write) => ({ ...write, ...filledWrite(facetOf(write.facet), recipes, write) }));
  const unsaid = FACET_NAMES.filter((name) => !writes.some(({ facet }) => facet === name));
  const added = unsaid.flatMap((facet): FacetWrites => {
    const rows = freshRows(facetOf(facet), recipes[facet] ?? []);
    return rows.length > 0 ? [{ facet, as: 'overrides', rows }] : [];
  });
  return [...filled, ...added];
}

/** A list of overrides gets what it does not name; one of what should be in effect has nothing else. */
function filledWrite(facet: Facet, all: Recipes, { as, rows }: CheckedWrite): CheckedWrite {
  const recipes = new Map((all[facet.name as FacetName] ?? []).map((row) => [facet.key(row), row]));
  if (recipes.size === 0) return { as, rows };
  const given = rows.map((row) => {
    const recipe = recipes.get(facet.key(row.values));
    recipes.delete(facet.key(row.values));
    return recipe && givesNothing(facet, row) ? { ...row, values: freshValues(facet, recipe) } : row;
  });
  return { as, rows: as === 'overrides' ? [...given, ...freshRows(facet, [...recipes.values()])] : given };
}

/** Whether a row leaves the value to whoever knows it. */
function givesNothing(facet: Facet, { values, removed }: OverrideValues): boolean {
  const sealing = generating(facet);
  if (!sealing || removed || values[sealing.flag] === false) return false;
  return !(sealing.value in values) || values[sealing.value] === MASK;
}

/** An override with a fresh value, not yet sealed, for each of these items of a template that is generated. */
export function freshRows(facet: Facet, template: readonly SpecValues[]): OverrideValues[] {
  const { generate } = generating(facet) ?? {};
  const generated = template.filter((row) => generate !== undefined && typeof row[generate] === 'string');
  return generated.map((row) => ({ values: freshValues(facet, row), removed: false }));
}

/** The same of one of them. */
export function freshValues(facet: Facet, row: SpecValues): SpecValues {
  const sealing = generating(facet);
  if (!sealing) return row;
  const { flag, value, generate } = sealing;
  return { ...storedValues(facet, row), [flag]: true, [value]: generateSecret(String(row[generate])) };
}
