import { escapePointer } from '../common/json-pointer.js';
import { FACET_NAMES, type FacetName } from '../facets/facets.js';
import { ITEM_RULES, type ItemRule } from './rules.js';
import type { Spot } from './spots.js';

/** Something dangerous of a template or an instance. */
export interface Hazard {
  /** Id of its rule. */
  rule: string;
  /** The facet whose item it is. */
  part: FacetName;
  /** The item's place in its list. */
  index: number;
  /** What leads to it from the item, or from the value of its `column`. */
  path: (string | number)[];
  column: string | undefined;
  /** The key of the item. */
  key: string;
  marks: string[];
  /** A sentence that begins with the place, without values. */
  says: string;
  advice: string;
}

/** What is looked at: the items of facets. */
export type Described = Partial<Record<FacetName, readonly object[]>>;

/** Everything that reaches the host, facet by facet, in the order of the rules. Pure, linear. */
export function hazardsOf(described: Described): Hazard[] {
  return FACET_NAMES.flatMap((name) => hazardsOfItems(name, described[name] ?? []));
}

/** Those of the hazards that are not among others: something of them is new. Pure. */
export function addedTo(there: readonly Hazard[], hazards: readonly Hazard[]): Hazard[] {
  const known = new Set(there.flatMap((hazard) => hazard.marks));
  return hazards.filter(({ marks }) => marks.some((mark) => !known.has(mark)));
}

/** Its place as a JSON pointer below the thing that was looked at, the item by its key. */
export function placeOf({ part, path, key }: Hazard): string {
  return pointer(part, key, ...path);
}

/** Its place where the item stands at `item`. */
export function placeIn(item: string, { column, path }: Hazard): string {
  return `${item}${pointer(...(column === undefined ? [] : [column]), ...path)}`;
}

/** Its place where the item is written as a key of its own. */
export function placeBelow(key: string, { path }: Hazard): string {
  return `${key}${pointer(...path)}`;
}

function hazardsOfItems(name: FacetName, items: readonly object[]): Hazard[] {
  const rules = ITEM_RULES.filter(({ facet }) => facet.name === name);
  return rules.flatMap((rule) =>
    items.flatMap((item, index) => rule.finds(item).map((spot) => hazardAt(rule, name, spot, index, item))),
  );
}

function hazardAt(
  { id, says, advice, facet, column }: ItemRule,
  part: FacetName,
  { path, marks, detail }: Spot,
  index: number,
  item: object,
): Hazard {
  return {
    ...{ rule: id, part, key: facet.key(item), index, path, column, advice },
    marks: marks.map((mark) => JSON.stringify([part, mark])),
    says: detail === undefined ? says : `${says} (${detail})`,
  };
}

function pointer(...path: (string | number)[]): string {
  return path.map((step) => `/${escapePointer(String(step))}`).join('');
}
