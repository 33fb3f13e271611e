import { changesNothing, type InstancePlan } from '../instance-plan.js';
import { INSTANCES_PART } from './leaving.js';
import type { PartOutcome } from './merge-owner.js';
import type { MergeTarget } from './merge-target.js';

/**
 * The instances that the file means to change though no import made them: somebody else's, who stay as they are unless the
 * file wins. Nothing is said of them where no import is known, or where the file is all that counts. Pure.
 */
export function notImported(plans: readonly InstancePlan[], { before, base, policy }: MergeTarget): PartOutcome[] {
  if (!base || policy.replaces) return [];
  const imported = new Set([...base.instances.values()].map(({ id }) => id));
  const others = new Map(before.instances.filter(({ id }) => !imported.has(id)).map((it) => [it.instance_id, it]));
  return plans.flatMap((plan): PartOutcome[] => {
    const { instance_id, template } = plan;
    const there = others.get(instance_id);
    if (!there || changesNothing(plan)) return [];
    const mine = [{ instance_id, template: there.template_name }];
    const decision = { verdict: 'conflict', takes: policy.conflicts === 'file' } as const;
    return [
      { part: INSTANCES_PART, key: instance_id, ...decision, base: [], mine, theirs: [{ instance_id, template }] },
    ];
  });
}
