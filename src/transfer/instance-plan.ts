import type { EntityManager } from 'typeorm';
import type { InstanceChange } from '../instances/many-instances.service.js';
import type { PartOutcome } from './merge/merge-owner.js';
import type { MergeTarget } from './merge/merge-target.js';
import type { NamesHere } from './merge/names-here.js';
import type { RememberedParts } from './merge/stack-base.js';
import type { Places } from './given-texts.js';
import type { Loss, MatchedBy } from './report.js';
import type { VariablesPlan } from './plan-variables.js';
import type { WantedStack } from './stack-target.js';

/** A whole-facet write: override rows, or the items that should be in effect. */
export type FacetWrite = InstanceChange['writes'][number];

/** The single values of an instance that an import may change. */
export type InstanceValues = InstanceChange['values'];

/** What has to be done for one instance to be as a file has it; nothing where it is so already. */
export interface InstancePlan {
  instance_id: string;
  /** Where the file describes it. */
  where: string;
  template: string;
  matched_by: MatchedBy;
  alternatives: string[];
  /** What there is of that name now: nothing, the instance itself, or one of another template that has to go first. */
  present: 'none' | 'same' | 'other';
  /** All values for a new instance, the changed ones for one that is there. */
  values: InstanceValues;
  writes: FacetWrite[];
  /** All bindings of its links, by the names of instances; left out where they are to stay. */
  links?: Record<string, string>;
  /** What became of every item that is not just as the file has it. */
  outcomes: PartOutcome[];
  /** What is to be remembered of it. */
  parts: RememberedParts;
  losses: Loss[];
  /** What is kept and may surprise. */
  warnings: Loss[];
}

export interface StackPlan {
  /** What of the file concerns no single instance and no variable. */
  losses: Loss[];
  variables: VariablesPlan;
  instances: InstancePlan[];
  /** What becomes of instances that are there and not in the file, and the other way round. */
  others: PartOutcome[];
  /** How instances of the file are called here, where that is otherwise. */
  names: NamesHere;
  /** Private templates that were made for it. */
  templates_created: string[];
}

/** A file that was read: what it says of the stack itself, and how to bring a stack up to it. */
export interface ImportSource {
  stack: WantedStack;
  places: Places;
  /** Finds templates, and makes private ones; writes nothing of the stack. */
  plan(target: MergeTarget, tx: EntityManager): Promise<StackPlan>;
}

/** Whether the instance is as it should be already. */
export function changesNothing({ present, values, writes, links }: InstancePlan): boolean {
  return present === 'same' && Object.keys(values).length === 0 && writes.length === 0 && links === undefined;
}
