import { createHash } from 'node:crypto';
import type { SpecValues } from '../../facets/facet.js';
import { byKey } from '../../facets/merge.js';
import {
  decide,
  type Decision,
  isSame,
  type Items,
  type Policy,
  type Remembered,
  rememberedAfter,
  setBy,
} from './three-way.js';

/** Items by key. */
export type Keyed = ReadonlyMap<string, Items>;
/** What is remembered by key. */
export type RememberedItems = ReadonlyMap<string, Remembered>;

export type Claim = (item: SpecValues) => string;

/** One part of what an owner has, as all sides have it: the items of a facet, the settings, the variables. */
export interface PartSides {
  base: RememberedItems;
  mine: Keyed;
  theirs: Keyed;
  said: Keyed;
  /** Keys under which a value is sealed. */
  sealed: ReadonlySet<string>;
  /** What an item takes that no other one may take, whatever its key; undefined where that is the key itself. */
  claim?: Claim | undefined;
}

/** What became of a key that is not the same on both sides. */
export interface Outcome extends Decision {
  key: string;
  base: Items;
  mine: Items;
  theirs: Items;
}

export interface MergedPart {
  outcomes: Outcome[];
  remembered: RememberedItems;
}

/** Who wins under every key of a part, in the order of keys. Pure. */
export function mergePart(sides: PartSides, policy: Policy): MergedPart {
  const keys = [...new Set([...sides.base.keys(), ...sides.mine.keys(), ...sides.theirs.keys()])].toSorted();
  const all = keys.map((key) => {
    const of = (items: Keyed) => items.get(key) ?? [];
    const base = sides.base.get(key);
    const own = { base, mine: of(sides.mine), theirs: of(sides.theirs), said: of(sides.said) };
    const whole = { ...own, is_sealed: sides.sealed.has(key) };
    return { key, sides: whole, decision: decide(whole, policy) };
  });
  if (sides.claim) giveWay(all, sides.claim);
  const remembered = all.flatMap(({ key, sides: own, decision }) => {
    const after = rememberedAfter(own, decision);
    return after ? [[key, after] as const] : [];
  });
  const outcomes = all.flatMap(({ key, sides: { base, mine, theirs }, decision }) => {
    return decision.verdict === 'same' ? [] : [{ key, ...decision, base: setBy(base), mine, theirs }];
  });
  return { outcomes, remembered: new Map(remembered) };
}

type Decided = { sides: { mine: Items; theirs: Items }; decision: Decision };

/** What would take the place of something else that stays is a conflict, and so is what in turn then stays. */
function giveWay(all: Decided[], claim: Claim): void {
  const claims = (items: Items) => items.filter(({ removed }) => removed !== true).map((item) => claim(item));
  const clashing = () => {
    const held = new Set(all.filter(({ decision }) => !decision.takes).flatMap(({ sides }) => claims(sides.mine)));
    return all.filter(({ sides, decision }) => decision.takes && claims(sides.theirs).some((one) => held.has(one)));
  };
  for (let found = clashing(); found.length > 0; found = clashing())
    for (const each of found) each.decision = { verdict: 'conflict', takes: false };
}

/** Whether somebody changed what an import set, or added something of their own. Pure. */
export function isTouched(base: RememberedItems, mine: Keyed, own: Iterable<string>): boolean {
  return [...new Set([...base.keys(), ...own])].some((key) => !isSame(mine.get(key) ?? [], setBy(base.get(key))));
}

/** Longer texts stand for themselves by their length and digest. */
const LONGEST = 1000;

/** The items by key, long texts shortened, so that whatever is remembered and told of them is bounded. */
export function keyed(items: readonly SpecValues[], key: (item: SpecValues) => string): Map<string, SpecValues[]> {
  const groups = byKey({ key }, items);
  return new Map([...groups].map(([name, some]) => [name, some.map(shortened)]));
}

function shortened(item: SpecValues): SpecValues {
  return Object.fromEntries(Object.entries(item).map(([column, value]) => [column, shortValue(value)]));
}

function shortValue(value: SpecValues[string]): SpecValues[string] {
  if (typeof value !== 'string' || value.length <= LONGEST) return value;
  return { characters: value.length, sha256: createHash('sha256').update(value).digest('hex') };
}
