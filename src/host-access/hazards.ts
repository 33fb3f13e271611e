import { escapePointer } from '../common/json-pointer.js';
import { FACET_NAMES, type FacetName } from '../facets/facets.js';
import { ITEM_RULES, KEY_RULES } from './rules.js';
import type { Spot } from './spots.js';

/** Something dangerous of a template or an instance. */
export interface Hazard {
  /** Id of its rule. */
  rule: string;
  /** Extra keys, or the facet whose item it is. */
  part: 'extra' | FacetName;
  /** The extra key, or the item's place in its list; then what is below. */
  path: (string | number)[];
  /** The extra key, or the key of the item. */
  key: string;
  marks: string[];
  /** A sentence that begins with the place, without values. */
  says: string;
  advice: string;
}

/** What is looked at: extra keys, and the items of facets. */
export type Described = { extra?: Record<string, unknown> } & Partial<Record<FacetName, readonly object[]>>;

/** Everything that reaches the host: extra keys first, then items, in the order of the rules. Pure, linear. */
export function hazardsOf(described: Described): Hazard[] {
  return [
    ...hazardsOfKeys(described.extra ?? {}),
    ...FACET_NAMES.flatMap((name) => hazardsOfItems(name, described[name] ?? [])),
  ];
}

/** Those of the hazards that are not among others: something of them is new. Pure. */
export function addedTo(there: readonly Hazard[], hazards: readonly Hazard[]): Hazard[] {
  const known = new Set(there.flatMap((hazard) => hazard.marks));
  return hazards.filter(({ marks }) => marks.some((mark) => !known.has(mark)));
}

/** Its place as a JSON pointer below the thing that was looked at, the item by its key. */
export function placeOf({ part, path: [, ...below], key }: Hazard): string {
  return pointer(part, key, ...below);
}

/** Its place where the items are a list that starts at `list`. */
export function placeIn(list: string, { path }: Hazard): string {
  return `${list}${pointer(...path)}`;
}

function hazardsOfKeys(extra: Record<string, unknown>): Hazard[] {
  return KEY_RULES.flatMap(({ key, finds, ...rule }) =>
    Object.hasOwn(extra, key) ? finds(extra[key]).map((spot) => hazardAt(rule, 'extra', spot, key, key)) : [],
  );
}

function hazardsOfItems(name: FacetName, items: readonly object[]): Hazard[] {
  const rules = ITEM_RULES.filter(({ facet }) => facet.name === name);
  return rules.flatMap((rule) =>
    items.flatMap((item, index) =>
      rule.finds(item).map((spot) => hazardAt(rule, name, spot, index, rule.facet.key(item))),
    ),
  );
}

function hazardAt(
  { id, says, advice }: { id: string; says: string; advice: string },
  part: Hazard['part'],
  { path, marks, detail }: Spot,
  first: string | number,
  key: string,
): Hazard {
  return {
    ...{ rule: id, part, key, advice },
    path: [first, ...path],
    marks: marks.map((mark) => JSON.stringify([part === 'extra' ? key : part, mark])),
    says: detail === undefined ? says : `${says} (${detail})`,
  };
}

function pointer(...path: (string | number)[]): string {
  return path.map((step) => `/${escapePointer(String(step))}`).join('');
}
