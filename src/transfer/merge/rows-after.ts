import { sameItems } from '../../facets/compare.js';
import type { Facet, SpecValues } from '../../facets/facet.js';
import { givenValues, shownValues } from '../../facets/item-values.js';
import { byKey } from '../../facets/merge.js';
import { MASK } from '../../facets/sealing.js';
import type { Mask } from '../file-secrets.js';
import type { StoredRow } from '../stored-stack.query.js';

/** What a facet should have in effect, what the template has, and the override rows that there are. */
interface FacetSides {
  wanted: readonly object[];
  template: readonly object[];
  stored: readonly StoredRow[];
}

/**
 * The override rows of a facet with some keys brought to what is wanted: nothing where the template has just that, a removal
 * where nothing is wanted. The rows of every other key stay as they are. Pure.
 */
export function rowsAfter(facet: Facet, keys: ReadonlySet<string>, sides: FacetSides, mask: Mask): object[] {
  const has = byKey(facet, sides.template);
  const wants = byKey(facet, sides.wanted);
  const kept = sides.stored.filter((row) => !keys.has(facet.key(row))).map((row) => asRow(facet, row, row.removed));
  const set = [...keys].flatMap((key) => {
    const [template, wanted] = [has.get(key) ?? [], wants.get(key) ?? []];
    const shown = wanted.map((item) => shownAs(facet, item, mask));
    if (
      sameItems(
        facet,
        template.map((item) => shownValues(facet, item)),
        shown,
      )
    )
      return [];
    if (wanted.length > 0) return wanted.map((item) => ({ ...asItem(facet, item), removed: false }));
    return template.slice(0, 1).map((item) => asRow(facet, shownValues(facet, item), true));
  });
  return [...kept, ...set];
}

/** An item as it is written: its values alone, for whatever else is shown of it is the server's to say. */
export function asItem({ columns }: Facet, item: object): object {
  const said = columns.filter((column) => Reflect.get(item, column) !== undefined);
  return Object.fromEntries(said.map((column) => [column, Reflect.get(item, column)]));
}

/** A row as it is written: a removal by its key, and what was left out, as a flag may be, left out again. */
export function asRow({ columns, key_columns, sealing }: Facet, values: SpecValues, removed: boolean): object {
  const told = removed ? key_columns : columns.filter((column) => column !== sealing?.flag || values[column] !== null);
  return { ...Object.fromEntries(told.map((column) => [column, values[column]])), removed };
}

/** A secret that is kept is shown as it is now; any other value as it will be shown. */
export function shownAs(facet: Facet, item: object, mask: Mask): SpecValues {
  const kept = facet.sealing !== undefined && Reflect.get(item, facet.sealing.value) === MASK;
  return kept ? shownValues(facet, item) : mask(facet, givenValues(facet, item));
}
