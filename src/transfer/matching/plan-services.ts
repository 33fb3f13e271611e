import { below } from '../../compose-file/parsed.js';
import type { EffectiveConfig, EffectiveInstance } from '../../effective/effective.service.js';
import { sameItems } from '../../facets/compare.js';
import type { Facet, SpecValues } from '../../facets/facet.js';
import { givenValues, shownValues } from '../../facets/item-values.js';
import { FACET_NAMES, facetOf } from '../../facets/facets.js';
import { isSwitchedOff } from '../../facets/healthcheck.js';
import { MASK } from '../../facets/sealing.js';
import { provided } from '../../model/provides.js';
import type { Binding } from '../../references/links.js';
import { SETTING_NAMES, type Settings } from '../../settings/settings.js';
import type { TemplateDefinition } from '../../model/template-definition.js';
import { type FacetWrite, type InstancePlan, type InstanceValues } from '../instance-plan.js';
import { type Report, serviceHazards } from '../host-access.js';
import type { Mask } from '../file-secrets.js';
import type { Loss } from '../report.js';
import { secretWarnings } from '../secrets/detect.js';
import type { StoredInstance, StoredStack } from '../stored-stack.query.js';
import type { Choice } from './choose-template.js';
import { currentItems, type Items, templateItems } from './current-items.js';
import { dependencyLosses } from './dependencies.js';
import { hasProfiles } from './profiles.js';
import { keepExpressions, keepSettings } from './kept-expressions.js';
import type { MountsNow } from './mounts-now.js';
import { wantedVariables } from './secrets.js';
import type { SharedVolumes } from './volumes.js';
import { type Matched, type Wanted, wantedOf } from './wanted.js';

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
    const now = instance ? currentItems(instance) : templateItems(described.template);
    return {
      described,
      now,
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
  enabled: boolean;
}

function planOf({ described, now, enabled, ...is }: WantedService, losses: Loss[], context: PlanContext): InstancePlan {
  const { service, choice } = described;
  const stored = context.before.instances.find(({ instance_id }) => instance_id === service.template.name);
  return {
    instance_id: service.template.name,
    where: below('/services', service.key),
    template: choice.template,
    matched_by: choice.matched_by,
    alternatives: choice.alternatives,
    present: stored ? 'same' : 'none',
    values: valuesOf(is.settings, enabled, described.template, stored),
    writes: writesOf(is.items, now, context.mask),
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

/** Whether an instance that is there is enabled is no matter of a Compose file; a setting that is in effect stays. */
function valuesOf(
  wanted: Settings,
  enabled: boolean,
  template: TemplateDefinition,
  stored: StoredInstance | undefined,
): InstanceValues {
  if (!stored) return { enabled, settings: wanted };
  const changed = SETTING_NAMES.filter(
    (name) => (wanted[name] ?? template[name]) !== (stored.settings[name] ?? template[name]),
  );
  return changed.length > 0 ? { settings: Object.fromEntries(changed.map((name) => [name, wanted[name]])) } : {};
}

/** The facets in which what should be in effect differs from what is. */
function writesOf(wanted: Items, now: Items, mask: Mask): FacetWrite[] {
  return FACET_NAMES.flatMap((name): FacetWrite[] => {
    const facet = facetOf(name);
    const shown = wanted[name].map((item) => shownAs(facet, item, mask));
    return sameItems(
      facet,
      now[name].map((item) => shownValues(facet, item)),
      shown,
    )
      ? []
      : [{ facet: name, items: wanted[name], as: 'effective' }];
  });
}

/** A secret that is kept is shown as it is now; any other value as it will be shown. */
function shownAs(facet: Facet, item: object, mask: Mask): SpecValues {
  const kept = facet.sealing !== undefined && Reflect.get(item, facet.sealing.value) === MASK;
  return kept ? shownValues(facet, item) : mask(facet, givenValues(facet, item));
}
