import { isOwnerTouched, type MergePolicy, type Parts, type PartOutcome } from './merge-owner.js';
import type { LiveInstance } from './names-here.js';
import type { RememberedParts } from './stack-base.js';
import { type Decision, isSame, type Remembered } from './three-way.js';

/** The part whose items are the instances of a stack themselves. */
export const INSTANCES_PART = 'instances';

/** An instance that is there and that the file does not name. */
export interface UnnamedInstance extends LiveInstance {
  template_name: string;
  /** As it is, and the keys of a part that are stored for it itself. */
  mine: Parts;
  own: (part: string) => Iterable<string>;
  /** Undefined where no import made it, or none is known. */
  base: RememberedParts | undefined;
  /** Whether a file of this kind would name it if it had it. */
  is_spoken_of: boolean;
}

/**
 * What becomes of an instance that the file does not name: one that an import brought goes, unless somebody worked on it; one
 * that somebody made stays. Undefined where nothing is to be said of it. Pure.
 */
export function leave(instance: UnnamedInstance, policy: MergePolicy): PartOutcome | undefined {
  const decision = decide(instance, policy);
  if (!decision) return undefined;
  const item = [{ instance_id: instance.instance_id, template: instance.template_name }];
  const base = instance.base ? item : [];
  return { part: INSTANCES_PART, key: instance.instance_id, ...decision, base, mine: item, theirs: [] };
}

function decide({ base, mine, own, is_spoken_of }: UnnamedInstance, policy: MergePolicy): Decision | undefined {
  if (policy.replaces) return { verdict: 'dropped', takes: true };
  if (!is_spoken_of) return undefined;
  if (!base) return { verdict: 'kept', takes: false };
  if (!isOwnerTouched(base, mine, own)) return { verdict: 'dropped', takes: true };
  return { verdict: 'conflict', takes: policy.conflicts === 'file' };
}

/** What the file says of an instance that somebody deleted since it was imported. */
export interface DeletedInstance {
  instance_id: string;
  template: string;
  base: RememberedParts;
  /** What is remembered of an instance as the file has it. */
  said: RememberedParts;
}

/** It stays away, unless the file wins. Pure. */
export function stayAway({ instance_id, template, base, said }: DeletedInstance, policy: MergePolicy): PartOutcome {
  const item = [{ instance_id, template }];
  const is_changed = !saysTheSame(base, said);
  const decision: Decision = is_changed
    ? { verdict: 'conflict', takes: policy.conflicts === 'file' }
    : { verdict: 'kept', takes: false };
  return { part: INSTANCES_PART, key: instance_id, ...decision, base: item, mine: [], theirs: item };
}

function saysTheSame(base: RememberedParts, said: RememberedParts): boolean {
  return [...said.keys()].every((part) => {
    const [before, now] = [
      base.get(part) ?? new Map<string, Remembered>(),
      said.get(part) ?? new Map<string, Remembered>(),
    ];
    const keys = [...new Set([...before.keys(), ...now.keys()])];
    return keys.every((key) => isSame(before.get(key)?.said ?? [], now.get(key)?.said ?? []));
  });
}
