import { canonicalJson } from '../../common/canonical-json.js';
import type { SpecValues } from '../../facets/facet.js';

/** What one side has under a key: its items as answers show them, none where it has none. */
export type Items = readonly SpecValues[];

/** What an import left under a key. */
export interface Remembered {
  /** What its file said. */
  said: Items;
  /** What was in effect for it, where that is spelt otherwise. */
  set?: Items;
}

/** One key as all sides have it. */
export interface Sides {
  base: Remembered | undefined;
  mine: Items;
  /** What the file comes to in view of what is there, and what it says by itself. */
  theirs: Items;
  said: Items;
  /** Whether what is there holds a sealed value, which nothing brings back. */
  is_sealed: boolean;
}

export const CONFLICTS = ['keep', 'file'] as const;

export interface Policy {
  /** The file is all that counts, instead of what changed in it. */
  replaces: boolean;
  /** Who wins where both changed the same. */
  conflicts: (typeof CONFLICTS)[number];
  drop_secrets: boolean;
  /** Whether anything is known of an earlier import. */
  is_known: boolean;
}

export interface Decision {
  verdict: 'same' | 'changed' | 'dropped' | 'kept' | 'conflict';
  /** Whether what the file says is to be set. */
  takes: boolean;
}

/**
 * Who wins under one key. What the file changed since its last import is taken where nobody else changed it; what somebody
 * changed and the file did not stays, and so does what no import brought. Where no earlier import is known, what the file says
 * is taken, and what it does not say stays. A sealed value never goes without its owner's word. Pure.
 */
export function decide({ base, mine, theirs, said, is_sealed }: Sides, policy: Policy): Decision {
  if (isSame(mine, theirs)) return { verdict: 'same', takes: false };
  const goes = theirs.length === 0;
  const taken: Decision = { verdict: goes ? 'dropped' : 'changed', takes: true };
  const kept: Decision = { verdict: 'kept', takes: false };
  if (goes && is_sealed && !(policy.replaces && policy.drop_secrets)) return kept;
  if (policy.replaces) return taken;
  const conflict: Decision = { verdict: 'conflict', takes: policy.conflicts === 'file' };
  if (!policy.is_known) return goes ? kept : is_sealed ? conflict : taken;
  if (isSame(said, base?.said ?? [])) return kept;
  return isSame(mine, setBy(base)) ? taken : conflict;
}

/** What is remembered of a key after it; undefined where no import has anything to do with it. */
export function rememberedAfter({ base, mine, theirs, said }: Sides, { verdict, takes }: Decision) {
  if (verdict !== 'same' && !takes) return base;
  if (verdict === 'same' && base && isSame(said, base.said)) return base;
  return remember(said, takes ? theirs : mine);
}

export function remember(said: Items, set: Items): Remembered | undefined {
  if (said.length === 0) return undefined;
  return isSame(said, set) ? { said } : { said, set };
}

/** What an import had in effect under a key. */
export function setBy(base: Remembered | undefined): Items {
  return base?.set ?? base?.said ?? [];
}

/** Whether these are the same items, whatever their order. */
export function isSame(some: Items, others: Items): boolean {
  return some.length === others.length && printed(some) === printed(others);
}

function printed(items: Items): string {
  return JSON.stringify(items.map((item) => canonicalJson(item)).toSorted());
}
