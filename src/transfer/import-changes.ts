import { FACET_NAMES, facetOf } from '../facets/facets.js';
import type { Sealing } from '../facets/sealing.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import type { StackPlan } from './instance-plan.js';
import { INSTANCES_PART } from './merge/leaving.js';
import type { PartOutcome } from './merge/merge-owner.js';
import { VARIABLES_PART } from './merge/merge-variables.js';
import type { VariablesPlan } from './plan-variables.js';
import type { ImportChanges } from './report.js';
import { type Fingerprint, veil } from './secrets/veil.js';
import type { Target } from './stack-target.js';
import type { StoredInstance } from './stored-stack.query.js';

/** What became of an item of an instance, or of the stack itself. */
export interface OwnedOutcome extends PartOutcome {
  instance_id: string | null;
}

/** What an import takes away, leaves, changes, and could not decide, each with both sides of it, secrets masked. Pure. */
export function importChanges(all: readonly OwnedOutcome[], digest: Fingerprint): ImportChanges {
  const placed = all.map((outcome) => {
    const { instance_id, part, key, ...rest } = outcome;
    return { place: { instance_id, part, key }, ...rest, ...veil(outcome, sealingOf(part), digest) };
  });
  const taken = placed.filter(({ takes }) => takes);
  return {
    dropped: taken
      .filter(({ theirs }) => theirs.length === 0)
      .map(({ place, mine }) => ({ ...place, before: [...mine] })),
    kept: placed
      .filter(({ verdict }) => verdict === 'kept')
      .map(({ place, mine, theirs }) => ({ ...place, mine: [...mine], theirs: [...theirs] })),
    changed: taken
      .filter(({ theirs }) => theirs.length > 0)
      .map(({ place, mine, theirs }) => ({ ...place, before: [...mine], after: [...theirs] })),
    conflicts: placed
      .filter(({ verdict }) => verdict === 'conflict')
      .map(({ place, base, mine, theirs, takes }) => {
        return { ...place, base: [...base], mine: [...mine], theirs: [...theirs], taken: takes ? 'theirs' : 'mine' };
      }),
  };
}

function sealingOf(part: string): Sealing | undefined {
  if (part === VARIABLES_PART) return VARIABLES.sealing;
  const name = FACET_NAMES.find((each) => each === part);
  return name === undefined ? undefined : facetOf(name).sealing;
}

/** The same where nothing is to be changed. */
export function staying(outcome: OwnedOutcome): OwnedOutcome {
  return { ...outcome, verdict: 'kept', takes: false };
}

/** The instances that go: those that the file lacks, and those that have another template there. */
export function goneInstances({ instances, others }: StackPlan, live: readonly StoredInstance[]): StoredInstance[] {
  const leaving = others.filter((it) => it.part === INSTANCES_PART && it.takes && it.theirs.length === 0);
  const left = new Set(leaving.map(({ key }) => key));
  const replaced = new Set(
    instances.filter(({ present }) => present === 'other').map(({ instance_id }) => instance_id),
  );
  const among = (names: ReadonlySet<string>) => live.filter(({ instance_id }) => names.has(instance_id));
  return [...among(left), ...among(replaced)];
}

/** What became of the stack itself and of its variables. */
export function ownOutcomes(target: Target, variables: VariablesPlan): OwnedOutcome[] {
  const is_new = target.result === 'created';
  const own = is_new ? [] : [...target.outcomes, ...variables.outcomes];
  return own.map((outcome) => ({ instance_id: null, ...outcome }));
}

/** What became of the instances and of all that they have. */
export function instanceOutcomes({ instances, others }: StackPlan): OwnedOutcome[] {
  const items = instances.flatMap(({ instance_id, outcomes }) => outcomes.map((one) => ({ instance_id, ...one })));
  return [...others.map((outcome) => ({ instance_id: outcome.key, ...outcome })), ...items];
}
