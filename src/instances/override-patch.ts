import { InvalidInput } from '../common/errors.js';
import { isObject } from '../common/fields.js';
import type { Facet } from '../facets/facet.js';
import { type ItemPatch, parsePatch, touchedKeys } from '../facets/item-patch.js';
import { storedValues } from '../facets/item-values.js';
import { demandDistinct, MAX_ROWS, type OverrideValues, parseOverride, repetitions } from './override-input.js';
import { type FacetSides, removals } from './override-removals.js';

/** An item-wise write of overrides. */
type OverridePatch = ItemPatch<OverrideValues>;

/** The lists in the body of such a write. */
export function parseOverridePatch(facet: Facet, body: unknown): OverridePatch {
  return parsePatch(facet, body, {
    read: (row, pointer) => parseOverride(facet, withoutRemoved(row, pointer), pointer),
    repeated: (set) => repetitions(facet, set, (index) => `/set/${index}`),
  });
}

/**
 * The complete list of overrides after a patch, those of it that are to be written, and the keys whose removal came to a reset, because only the instance
 * had added them. Impossible for a removal of what is not there. Pure.
 */
export function applyPatch(
  facet: Facet,
  sides: FacetSides,
  patch: OverridePatch,
): { rows: OverrideValues[]; written: OverrideValues[]; reset: string[] } {
  const touched = new Set(touchedKeys(facet, patch));
  const stored = sides.overrides.map((row) => ({ values: storedValues(facet, row), removed: row.removed }));
  const inTemplate = new Set(sides.template.map((row) => facet.key(row)));
  const added = new Set(stored.filter(({ removed }) => !removed).map(({ values }) => facet.key(values)));
  const reset = patch.remove.filter((key) => !inTemplate.has(key) && added.has(key));
  const removed = patch.remove.filter((key) => !reset.includes(key)).map(removals(facet, sides));
  const kept = stored.filter(({ values }) => !touched.has(facet.key(values)));
  const written = [...patch.set, ...removed];
  const rows = [...kept, ...written];
  if (rows.length > MAX_ROWS) {
    throw InvalidInput.field('/set', `would make ${rows.length} overrides; at most ${MAX_ROWS} are allowed`);
  }
  demandDistinct(facet, rows, '/set');
  return { rows, written, reset };
}

/** Setting and removing are different lists here, so an item to set may not say that it removes. */
function withoutRemoved(row: unknown, pointer: string): unknown {
  if (!isObject(row) || row.removed === undefined || row.removed === false) return row;
  throw InvalidInput.field(
    `${pointer}/removed`,
    'must be false or left out; removals stand in remove, by key',
    row.removed,
  );
}
