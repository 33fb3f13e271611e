import { canonicalJson, type JsonValue } from '../../common/canonical-json.js';
import { isObject } from '../../common/fields.js';
import type { SpecValues } from '../../facets/facet.js';
import { MASK, type Sealing } from '../../facets/sealing.js';
import { isOnlyReference } from '../../references/text.js';
import { tellsSecret } from '../../secret-detection/secret-names.js';
import { commandHoldsSecret, fileHoldsSecret, holdsSecret } from '../../secret-detection/secret-values.js';
import type { Items } from '../merge/three-way.js';

/** A keyed digest of a text; null where there is no key to make one with. */
export type Fingerprint = (text: string) => string | null;

/** One key as the sides of a merge have it. */
export interface ToldSides {
  base: Items;
  mine: Items;
  theirs: Items;
}

/** The column whose name the item says itself. */
const VALUE = 'value';

/**
 * The sides with what is a secret on one of them, sealed or by its looks, masked on all of them; beside a mask stands the
 * fingerprint of what was there. What refers and nothing else is told. Pure, linear.
 * @param sealing where the items keep a secret that is sealed; undefined where they keep none
 */
export function veil({ base, mine, theirs }: ToldSides, sealing: Sealing | undefined, digest: Fingerprint): ToldSides {
  const secret = new Set([...base, ...mine, ...theirs].flatMap((item) => secretPlaces(item, sealing)));
  const veiled = (items: Items) => items.map((item) => (secret.size === 0 ? item : veiledItem(item, secret, digest)));
  return { base: veiled(base), mine: veiled(mine), theirs: veiled(theirs) };
}

function secretPlaces(item: SpecValues, sealing: Sealing | undefined): string[] {
  const places = sealing && item[sealing.flag] === true ? [placeOf([sealing.value])] : [];
  eachText(item, (text, name, path) => {
    if (isTold(name, text)) places.push(placeOf(path));
    return text;
  });
  return places;
}

function isTold(name: string, text: string): boolean {
  return holdsSecret(text) || tellsSecret(name, text) || commandHoldsSecret(text) || fileHoldsSecret(text);
}

function veiledItem(item: SpecValues, secret: ReadonlySet<string>, digest: Fingerprint): SpecValues {
  const hidden: string[] = [];
  const shown = eachText(item, (text, _, path) => {
    if (!secret.has(placeOf(path)) || isOnlyReference(text)) return text;
    hidden.push(text);
    return MASK;
  });
  if (hidden.length === 0) return item;
  const [only = ''] = hidden;
  return { ...shown, fingerprint: item.fingerprint ?? digest(hidden.length === 1 ? only : canonicalJson(hidden)) };
}

type Visit = (text: string, name: string, path: readonly string[]) => JsonValue;

/** The item with what is made of each of its texts. */
function eachText(item: SpecValues, visit: Visit): SpecValues {
  const own = item.key ?? item.setting ?? item.name;
  const columns = Object.entries(item).map(([column, value]): [string, JsonValue] => {
    const name = column === VALUE && typeof own === 'string' ? own : '';
    return [column, walk(value, name, [column], visit)];
  });
  return Object.fromEntries(columns);
}

/** A number is left alone, unless something is made of it as a text. */
function walk(value: JsonValue, name: string, path: readonly string[], visit: Visit): JsonValue {
  if (typeof value === 'string') return visit(value, name, path);
  if (typeof value === 'number') {
    const made = visit(String(value), name, path);
    return made === String(value) ? value : made;
  }
  if (Array.isArray(value)) return value.map((item, index) => walk(item, '', [...path, String(index)], visit));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).map(([key, item]): [string, JsonValue] => {
    return [key, walk(item, key, [...path, key], visit)];
  });
  return Object.fromEntries(entries);
}

function placeOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
