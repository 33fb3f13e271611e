import { below } from '../../compose-file/parsed.js';
import type { EffectiveConfig, EffectiveInstance } from '../../effective/effective.service.js';
import { isSwitchedOff } from '../../facets/healthcheck.js';
import { provided } from '../../model/provides.js';
import type { Binding } from '../../references/links.js';
import type { InstancePlan } from '../instance-plan.js';
import { type Report, serviceHazards } from '../host-access.js';
import type { Mask } from '../file-secrets.js';
import type { MergePolicy } from '../merge/merge-owner.js';
import type { RememberedParts } from '../merge/stack-base.js';
import type { Loss } from '../report.js';
import { secretWarnings } from '../secrets/detect.js';
import type { StoredStack } from '../stored-stack.query.js';
import type { Choice } from './choose-template.js';
import { currentItems, type Items, templateItems } from './current-items.js';
import { dependencyLosses } from './dependencies.js';
import { hasProfiles } from './profiles.js';
import { keepExpressions, keepSettings } from './kept-expressions.js';
import type { MountsNow } from './mounts-now.js';
import { wantedVariables } from './secrets.js';
import type { SharedVolumes } from './volumes.js';
import { type Matched, type Wanted, wantedOf } from './wanted.js';
import { mergedWrites, newWrites } from './writes.js';

/** A service of the file with its template. */
export interface Described extends Omit<Matched, 'now' | 'mounted' | 'is_awaited' | 'is_new' | 'given'> {
  choice: Choice;
}

export interface PlanContext {
  /** The stack as it is stored, and what is in effect of its instances. */
  before: StoredStack;
  instances: readonly EffectiveInstance[];
  /** Those that stay, whatever the file has. */
  stays: readonly EffectiveInstance[];
  shared: SharedVolumes;
  /** What the instances mount now, by their names. */
  mounted: ReadonlyMap<string, MountsNow>;
  /** How files may write what the instances refer to, by their names. */
  forms: ReadonlyMap<string, readonly EffectiveConfig[]>;
  /** Names of the variables that the request gives a value, as references name them. */
  given: ReadonlySet<string>;
  /** What the last import set of each instance, by the names that they have now; none where that is not known. */
  bases: ReadonlyMap<string, RememberedParts>;
  policy: MergePolicy;
  mask: Mask;
  report: Report;
}

/** What has to be done for each service, in their order, so that its instance is what the file says. Pure. */
export function planServices(services: readonly Described[], context: PlanContext): InstancePlan[] {
  const { given } = context;
  const awaited = awaitedServices(services);
  const wanted = services.map((described) => {
    const instance = context.instances.find(({ instance_id }) => instance_id === described.service.template.name);
    const is_new = instance === undefined;
    const is_awaited = awaited.has(described.service.template.name);
    const mounted = context.mounted.get(described.service.template.name);
    const template = templateItems(described.template);
    const now = instance ? currentItems(instance) : template;
    const alone = { ...described, now: template, mounted: undefined, is_awaited, is_new: true, given };
    return {
      described,
      now,
      said: wantedOf(alone, context.shared),
      enabled: instance?.enabled ?? !hasProfiles(described.service),
      bindings: instance?.bindings ?? [],
      ...keptOf(wantedOf({ ...described, now, mounted, is_awaited, is_new, given }, context.shared), instance, context),
    };
  });
  const named = new Set(services.map(({ service }) => service.template.name));
  const dependencies = dependencyLosses(
    wanted.map(dependentOf),
    context.stays.filter(({ instance_id }) => !named.has(instance_id)),
  );
  return wanted.map((each) => planOf(each, dependencies.get(each.described.service.key) ?? [], context));
}

interface WantedService extends Wanted {
  described: Described;
  now: Items;
  /** What the file says, whatever is there. */
  said: Wanted;
  enabled: boolean;
}

function planOf(wanted: WantedService, losses: Loss[], context: PlanContext): InstancePlan {
  const { described, ...is } = wanted;
  const { service, choice, template } = described;
  const { bases, policy, mask } = context;
  const comparison = { ...is, template };
  const stored = context.before.instances.find(({ instance_id }) => instance_id === service.template.name);
  return {
    instance_id: service.template.name,
    where: below('/services', service.key),
    template: choice.template,
    matched_by: choice.matched_by,
    alternatives: choice.alternatives,
    present: stored ? 'same' : 'none',
    ...(stored
      ? mergedWrites(comparison, stored, { base: bases.get(stored.instance_id), policy, mask })
      : newWrites(comparison, mask)),
    losses: [...is.losses, ...losses],
    warnings: [...serviceHazards(service, context.report), ...secretsFound(described, is.detected)],
  };
}

/** What is wanted, going on to refer where the file has it as a render writes it. */
function keptOf(wanted: Wanted, instance: EffectiveInstance | undefined, { forms }: PlanContext): Wanted {
  const written = instance && { stored: instance, forms: forms.get(instance.instance_id) ?? [] };
  return {
    ...wanted,
    settings: keepSettings(wanted.settings, written),
    items: keepExpressions(wanted.items, written),
  };
}

/** A template that was made for the service has its secrets already. */
function secretsFound({ service, choice }: Described, detected: string[]): Loss[] {
  const sealed = choice.is_new ? wantedVariables(service, new Map()).detected : detected;
  return secretWarnings(service, sealed);
}

/** The services for whose health another one waits. */
function awaitedServices(services: readonly Described[]): Set<string> {
  const dependencies = services.flatMap(({ service }) => service.template.dependencies);
  return new Set(dependencies.filter((it) => it.condition === 'service_healthy').map(({ service }) => service));
}

interface Dependent {
  described: Described;
  enabled: boolean;
  items: Items;
  bindings: Binding[];
}

function dependentOf({ described, enabled, items, bindings }: Dependent) {
  const { service, template } = described;
  const [check] = items.healthcheck;
  return {
    instance_id: service.template.name,
    provides: provided(template.name, template.provides),
    bindings,
    dependencies: template.dependencies,
    enabled,
    service,
    is_unchecked: check ? isSwitchedOff(check) : template.healthcheck !== null,
  };
}
