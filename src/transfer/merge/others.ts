import { ownOf } from './file-parts.js';
import type { InstancePlan } from '../instance-plan.js';
import type { MergeTarget } from './merge-target.js';
import type { StoredInstance } from '../stored-stack.query.js';
import { ownKeys } from './instance-parts.js';
import { INSTANCES_PART, leave, stayAway } from './leaving.js';
import { notImported } from './made-by-hand.js';
import type { Parts, PartOutcome } from './merge-owner.js';
import { withNames, type NamesHere } from './names-here.js';
import type { RememberedParts, StackBase } from './stack-base.js';

/** What becomes of the instances that only one side has. */
export interface Others {
  /** The plans that are to be carried out. */
  instances: InstancePlan[];
  others: PartOutcome[];
}

/** What the planner of a format knows of an instance that is there. */
export interface Known {
  mine: (instance: StoredInstance) => Parts;
  /** Whether a file of this kind would name it if it had it. */
  isSpokenOf: (instance: StoredInstance) => boolean;
}

/** Instances that the file does not name go or stay, those that somebody deleted stay away or come back. Pure. */
export function settleOthers(
  plans: InstancePlan[],
  target: MergeTarget,
  names: NamesHere,
  { mine, isSpokenOf }: Known,
): Others {
  const { before, base, policy } = target;
  const deleted = policy.replaces ? new Map<string, RememberedParts>() : deletedSince(before.instances, base, names);
  const away = plans.flatMap((plan): PartOutcome[] => {
    const known = plan.present === 'none' ? deleted.get(plan.instance_id) : undefined;
    return known ? [stayAway({ ...plan, base: withNames(known, names), said: plan.parts }, policy)] : [];
  });
  const foreign = notImported(plans, target);
  const stay = new Set([...away, ...foreign].filter(({ takes }) => !takes).map(({ key }) => key));
  const named = new Set(plans.map(({ instance_id }) => instance_id));
  const byId = new Map([...(base?.instances ?? [])].map(([, { id, parts }]) => [id, parts]));
  const leaving = before.instances.flatMap((instance): PartOutcome[] => {
    if (named.has(instance.instance_id)) return [];
    const parts = byId.get(instance.id);
    const outcome = leave(
      {
        ...instance,
        mine: mine(instance),
        own: ownKeys(instance.overrides, ownOf(instance)),
        base: parts && withNames(parts, names),
        is_spoken_of: isSpokenOf(instance),
      },
      policy,
    );
    return outcome ? [outcome] : [];
  });
  const others = [...leaving, ...plans.flatMap((plan) => swapped(plan, before.instances)), ...foreign, ...away];
  return { instances: plans.filter(({ instance_id }) => !stay.has(instance_id)), others };
}

/** An instance that has to go because the file has another template for its name. */
function swapped({ present, instance_id, template }: InstancePlan, live: readonly StoredInstance[]): PartOutcome[] {
  const old = present === 'other' ? live.find((instance) => instance.instance_id === instance_id) : undefined;
  if (!old) return [];
  const mine = [{ instance_id, template: old.template_name }];
  const decision = { part: INSTANCES_PART, key: instance_id, verdict: 'changed', takes: true } as const;
  return [{ ...decision, base: [], mine, theirs: [{ instance_id, template }] }];
}

/** What the last import set of the instances that somebody deleted since, by the names that they would have here. */
function deletedSince(live: readonly StoredInstance[], base: StackBase | undefined, names: NamesHere) {
  const ids = new Set(live.map(({ id }) => id));
  const gone = [...(base?.instances ?? [])].filter(([, { id }]) => !ids.has(id));
  return new Map(gone.map(([name, { parts }]) => [names.get(name) ?? name, parts]));
}
