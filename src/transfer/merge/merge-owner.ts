import { type Claim, isTouched, type Keyed, mergePart, type Outcome, type RememberedItems } from './parts.js';
import type { RememberedParts } from './stack-base.js';
import { type Policy, remember } from './three-way.js';

/** What one side has of an owner: the items of each part by key. */
export type Parts = ReadonlyMap<string, Keyed>;

/** An owner as all sides have it: a stack, an instance, a template. */
export interface OwnerSides {
  /** Undefined where no earlier import is known. */
  base: RememberedParts | undefined;
  mine: Parts;
  theirs: Parts;
  said: Parts;
  /** The keys of a part under which a value is sealed. */
  sealed: (part: string) => ReadonlySet<string>;
  /** What the items of a part take that no other one may take; undefined where that is the key itself. */
  claim: (part: string) => Claim | undefined;
}

/** How a file is taken, whatever is known of an earlier one. */
export type MergePolicy = Omit<Policy, 'is_known'>;

export interface PartOutcome extends Outcome {
  part: string;
}

export interface MergedOwner {
  outcomes: PartOutcome[];
  parts: RememberedParts;
}

const NOTHING: ReadonlyMap<string, never> = new Map<string, never>();

/** Who wins in every part that the file speaks of; what is remembered of the others stays as it is. Pure. */
export function mergeOwner(sides: OwnerSides, policy: MergePolicy): MergedOwner {
  const { base, mine, theirs, said, sealed, claim } = sides;
  const parts = new Map<string, RememberedItems>(base);
  const outcomes = [...theirs].flatMap(([part, wanted]) => {
    const merged = mergePart(
      {
        base: base?.get(part) ?? NOTHING,
        mine: mine.get(part) ?? NOTHING,
        theirs: wanted,
        said: said.get(part) ?? NOTHING,
        sealed: sealed(part),
        claim: claim(part),
      },
      { ...policy, is_known: base !== undefined },
    );
    parts.set(part, merged.remembered);
    return merged.outcomes.map((outcome) => ({ part, ...outcome }));
  });
  return { outcomes, parts };
}

/** What is remembered of an owner that is made as the file has it. Pure. */
export function rememberNew(theirs: Parts, said: Parts): RememberedParts {
  const of = (part: string, items: Keyed): RememberedItems => {
    const all = [...items].flatMap(([key, set]) => {
      const remembered = remember(said.get(part)?.get(key) ?? [], set);
      return remembered ? [[key, remembered] as const] : [];
    });
    return new Map(all);
  };
  return new Map([...theirs].map(([part, items]) => [part, of(part, items)]));
}

/** The keys of a part whose items the file is to set. */
export function takenKeys(outcomes: readonly PartOutcome[], part: string): Set<string> {
  return new Set(outcomes.filter((outcome) => outcome.takes && outcome.part === part).map(({ key }) => key));
}

/**
 * Whether somebody changed anything of what an import set, or added something of their own. Pure.
 * @param own the keys of a part that are stored for the owner itself
 */
export function isOwnerTouched(base: RememberedParts, mine: Parts, own: (part: string) => Iterable<string>): boolean {
  const names = new Set([...base.keys(), ...mine.keys()]);
  return [...names].some((part) => isTouched(base.get(part) ?? NOTHING, mine.get(part) ?? NOTHING, own(part)));
}
