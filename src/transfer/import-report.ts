import type { SpecValues } from '../facets/facet.js';
import { FACET_NAMES, type FacetName, facetOf } from '../facets/facets.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import { isOwnSetting } from '../settings/removed-settings.js';
import { SETTING_NAMES } from '../settings/settings.js';
import { changesNothing, type InstancePlan } from './instance-plan.js';
import type { Places } from './given-texts.js';
import type { VariablesPlan } from './plan-variables.js';
import type { InstanceReport, MatchedBy, OverriddenKeys, Result, VariablesReport } from './report.js';
import type { StoredInstance, StoredStack } from './stored-stack.query.js';

/** What became of each instance of a file, and then of each that was deleted for it. */
export function reportInstances(
  plans: readonly InstancePlan[],
  stored: StoredStack,
  deleted: readonly StoredInstance[],
  place: Places['loss'],
): InstanceReport[] {
  const now = new Map(stored.instances.map((instance) => [instance.instance_id, instance]));
  const done = plans.flatMap((plan): InstanceReport[] => {
    const instance = now.get(plan.instance_id);
    const { matched_by, alternatives } = plan;
    const [losses, warnings] = [plan.losses.map(place), plan.warnings.map(place)];
    return instance ? [{ ...reportOf(instance, resultOf(plan), matched_by), alternatives, losses, warnings }] : [];
  });
  return [...done, ...deleted.map((instance) => reportOf(instance, 'deleted', 'instance'))];
}

function resultOf(plan: InstancePlan): Result {
  if (plan.present !== 'same') return 'created';
  return changesNothing(plan) ? 'unchanged' : 'updated';
}

function reportOf(instance: StoredInstance, result: Result, matched_by: MatchedBy): InstanceReport {
  const overridden = FACET_NAMES.filter((name) => instance.overrides[name].length > 0);
  const counts = overridden.map((name) => instance.overrides[name].length);
  return {
    ...{ instance_id: instance.instance_id, result, template: instance.template_name, matched_by },
    alternatives: [],
    override_count: counts.reduce((sum, count) => sum + count, 0),
    overrides: Object.fromEntries(overridden.map((name) => [name, keysOf(name, instance)])),
    settings: SETTING_NAMES.filter((name) => isOwnSetting({ ...instance.settings, ...instance }, name)),
    losses: [],
    warnings: [],
  };
}

function keysOf(name: FacetName, { overrides }: StoredInstance): OverriddenKeys {
  const facet = facetOf(name);
  const keys = (wanted: boolean) => [
    ...new Set(overrides[name].filter(({ removed }) => removed === wanted).map((row) => facet.key(row))),
  ];
  return { set: keys(false), removed: keys(true) };
}

/** What became of the variables of a stack, those that stay as they are among them. */
export function reportVariables({ set, remove, named }: VariablesPlan, before: readonly SpecValues[]): VariablesReport {
  const had = new Set(before.map((row) => VARIABLES.key(row)));
  const written = new Set(set.map((row) => VARIABLES.key(row)));
  return {
    created: named.filter((key) => written.has(key) && !had.has(key)),
    updated: named.filter((key) => written.has(key) && had.has(key)),
    unchanged: named.filter((key) => !written.has(key)),
    deleted: remove.toSorted(),
  };
}
