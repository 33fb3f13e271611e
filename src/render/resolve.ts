import type { EffectiveInstance, EffectiveStack } from '../effective/effective.service.js';
import { eachInSteps, finish, type InSteps } from '../common/in-steps.js';
import { type Place } from '../references/scope.js';
import { scopeOf } from '../effective/scope.js';
import { fillVariables, keepVariables } from './kept-variables.js';
import { isOwnSecret, namedVolumes, type NamesInStack, resolveInstance, secretPlaces } from './resolve-instance.js';
import { InstanceTexts } from './resolve-texts.js';
import type { Loss, ResolvedStack } from './resolved.js';
import { nameSecrets } from './secret-names.js';
import { isVolumeName, nameVolumes } from '../model/volume-names.js';
import { waitLosses, waitsOf } from './waits.js';

export interface Resolved {
  stack: ResolvedStack;
  /** What variables say that are named and no secrets, by the names. */
  values: ReadonlyMap<string, string>;
  /** Dependencies that cannot be followed, and names that had to change. */
  losses: Loss[];
}

export interface ResolveOptions {
  /** Name of the one instance to resolve, enabled or not; all enabled ones where it is left out. */
  only?: string;
  /** The plain values of secrets, by their places; without them secrets are referred to. */
  revealed?: ReadonlyMap<string, string>;
  /** Whether variables of the stack are named instead of being filled in. */
  keeps_variables?: boolean;
}

/**
 * A stack as a renderer takes it: its enabled instances in the order of creation, with every name found. Volumes and secrets
 * are called the same whichever instances are enabled or asked for. Pure; the order of the instances given does not matter.
 */
export function resolveStack(stack: EffectiveStack, options: ResolveOptions = {}): Resolved {
  return finish(resolveInSteps(stack, options));
}

/** The same in steps of about one instance. */
export function* resolveInSteps(
  stack: EffectiveStack,
  { only, revealed = new Map(), keeps_variables = false }: ResolveOptions = {},
): InSteps<Resolved> {
  const all = stack.instances.toSorted((a, b) => a.id - b.id);
  const running = all.filter(({ enabled, instance_id }) => enabled || instance_id === only);
  const shown = running.filter(({ instance_id }) => only === undefined || instance_id === only);
  const names: NamesInStack = { volume: nameVolumes(all.flatMap(namedVolumes)) };
  const name = nameSecrets(placesOfSecrets(stack, keeps_variables));
  const variables = lazily(() => (keeps_variables ? keepVariables : fillVariables)(scopeOf(stack)));
  yield;
  const waits = waitsOf(running, shown);
  yield;
  const resolved = yield* eachInSteps(shown, (config) => {
    const texts = new InstanceTexts(config.instance_id, variables, { name, revealed });
    const instance = { ...resolveInstance(config, names, texts), depends_on: waits.dependsOn(config) };
    const losses = [...waitLosses(config, waits), ...volumeLosses(config, names), ...texts.losses];
    return { instance, losses, secrets: [...texts.secrets], values: texts.values() };
  });
  const { id, network_name } = stack;
  return {
    stack: {
      ...{ id, name: stack.name, network_name },
      instances: resolved.map(({ instance }) => instance),
      secrets: new Map(resolved.flatMap(({ secrets }) => secrets)),
    },
    values: new Map(resolved.flatMap(({ values }) => values)),
    losses: resolved.flatMap(({ losses }) => losses),
  };
}

/** Where the secrets of a stack are kept, by the names under which its renders refer to them. */
export function secretsByName(stack: EffectiveStack): Map<string, Place> {
  const places = placesOfSecrets(stack);
  const name = nameSecrets(places);
  return new Map(places.map((place) => [name(place), place]));
}

/**
 * What a file names: secrets, and what has no value yet.
 * @param all whether every variable is named
 */
function placesOfSecrets({ variables, instances }: EffectiveStack, all = false): Place[] {
  const named = variables.filter((variable) => all || variable.value === null || isOwnSecret(variable));
  return [...named.map(placeOfVariable), ...instances.flatMap(secretPlaces)];
}

/** Most stacks need none. */
function lazily<Value>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => (made ??= make());
}

function placeOfVariable({ key }: { key: string }): Place {
  return { of: 'stack', key };
}

function volumeLosses(config: EffectiveInstance, names: NamesInStack): Loss[] {
  const { instance_id } = config;
  return namedVolumes(config).flatMap((mount) => {
    if (mount.origin === 'external' || isVolumeName(mount.source)) return [];
    const index = config.volumes.findIndex(({ source }) => source === mount.source);
    const message = `is no name for a volume; ${names.volume(mount)} is taken`;
    return [{ instance_id, where: `/volumes/${index}/source`, code: 'volume-renamed', message }];
  });
}
