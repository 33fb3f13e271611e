import { countOf, cpusOf } from '../../compose-file/option-values.js';
import { type Expressed, filled, loss, overruled, type PartLoss } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { isObject } from '../../common/fields.js';
import { isReadable } from './interpolation.js';
import * as shape from './shapes.js';

const UPDATE = shape.record({
  parallelism: shape.count,
  delay: shape.duration,
  failure_action: shape.oneOf('continue', 'pause', 'rollback'),
  monitor: shape.duration,
  max_failure_ratio: shape.decimal,
  order: shape.oneOf('start-first', 'stop-first'),
});
const GENERIC = shape.record({ discrete_resource_spec: shape.record({ kind: shape.text, value: shape.decimal }) });

/** The keys of `deploy` that swarm knows. */
const DEPLOY = shape.record({
  mode: shape.oneOf('replicated', 'global', 'replicated-job', 'global-job'),
  endpoint_mode: shape.oneOf('vip', 'dnsrr'),
  replicas: shape.count,
  labels: shape.textMap,
  update_config: UPDATE,
  rollback_config: UPDATE,
  resources: shape.record({
    limits: shape.record({ cpus: shape.cpus, memory: shape.size, pids: shape.count }),
    reservations: shape.record({ cpus: shape.cpus, memory: shape.size, generic_resources: shape.list(GENERIC) }),
  }),
  restart_policy: shape.record({
    condition: shape.oneOf('none', 'on-failure', 'any'),
    delay: shape.duration,
    max_attempts: shape.count,
    window: shape.duration,
  }),
  placement: shape.record({
    constraints: shape.texts,
    preferences: shape.list(shape.record({ spread: shape.text })),
    max_replicas_per_node: shape.count,
  }),
});

/** Keys of a service that say what swarm wants to hear under `deploy`. */
export const DEPLOY_KEYS = ['deploy', 'scale', 'cpus', 'mem_limit', 'mem_reservation', 'pids_limit'];

/**
 * The `deploy` of a service: what `options` says, completed by the restart policy, the labels and the limits that Compose
 * has keys of their own for. The labels stand here too, because in swarm mode tools read those of the service.
 */
export function swarmDeploy(instance: ResolvedInstance, labels: Record<string, string>): Expressed<object> {
  const { value: given, losses } = readDeploy(instance.options);
  const limits = readLimits(instance.options);
  const global = typeof given.mode === 'string' && given.mode.startsWith('global');
  const scale = countOf(instance.options.scale);
  const restart = restartPolicy(instance.restart);
  const lost = [
    ...(contradicts(part(given, 'restart_policy'), restart) ? [RESTART_OVERRULED] : []),
    ...(global && given.replicas !== undefined ? [GLOBAL_REPLICAS] : []),
    ...overruled('scale', global ? given.mode : given.replicas, scale),
    ...overruledLimits(part(given, 'resources'), limits.value),
  ];
  const value = filled({
    ...given,
    replicas: global ? undefined : (given.replicas ?? scale ?? 1),
    labels: { ...part(given, 'labels'), ...labels },
    resources: mergeResources(part(given, 'resources'), limits.value),
    restart_policy: { ...part(given, 'restart_policy'), ...restart },
  });
  return { value, losses: [...losses, ...limits.losses, ...lost] };
}

function overruledLimits(given: Record<string, unknown>, limits: Limits): PartLoss[] {
  return LIMIT_KEYS.flatMap(([key, group, name]) => overruled(key, part(given, group)[name], limits[group][name]));
}

/** `on-failure:3` is the condition and the number of attempts; without a number there is no limit. */
function restartPolicy(restart: string): { condition: string; max_attempts?: number } {
  const [policy = '', tries = ''] = restart.split(':');
  if (policy === 'no') return { condition: 'none' };
  if (policy !== 'on-failure') return { condition: 'any' };
  return { condition: 'on-failure', ...(Number(tries) > 0 && { max_attempts: Number(tries) }) };
}

function contradicts(given: Record<string, unknown>, restart: Record<string, unknown>): boolean {
  return Object.entries(restart).some(([key, value]) => given[key] !== undefined && given[key] !== value);
}

function readDeploy(options: Record<string, unknown>): Expressed<Record<string, unknown>> {
  if (options.deploy === undefined || options.deploy === null) return { value: {}, losses: [] };
  const kept = isReadable(options.deploy) ? DEPLOY(options.deploy, '/options/deploy') : undefined;
  const lost = kept ? kept.lost : ['/options/deploy'];
  const losses = lost.map((where) => loss('option-unsupported', where, 'has no equivalent in docker stack deploy'));
  return { value: isObject(kept?.value) ? kept.value : {}, losses };
}

const RESTART_OVERRULED = loss(
  'option-overruled',
  '/options/deploy/restart_policy',
  'the restart policy of the instance wins',
);
const GLOBAL_REPLICAS = loss(
  'option-overruled',
  '/options/deploy/replicas',
  'a global service runs once on every node',
);

type Limits = Record<'limits' | 'reservations', Record<string, unknown>>;

const LIMIT_KEYS = [
  ['cpus', 'limits', 'cpus', cpusOf],
  ['mem_limit', 'limits', 'memory', sizeText],
  ['mem_reservation', 'reservations', 'memory', sizeText],
  ['pids_limit', 'limits', 'pids', countOf],
] as const;

/** The limits that Compose has keys of their own for. */
function readLimits(options: Record<string, unknown>): Expressed<Limits> {
  const value: Limits = { limits: {}, reservations: {} };
  const losses: PartLoss[] = [];
  const given = LIMIT_KEYS.filter(([key]) => options[key] !== undefined && options[key] !== null);
  for (const [key, group, name, read] of given) {
    const limit = read(options[key]);
    if (limit !== undefined) value[group][name] = limit;
    else losses.push(loss('option-unsupported', `/options/${key}`, 'is no limit that docker stack deploy takes'));
  }
  const scaled = options.scale === undefined || options.scale === null || countOf(options.scale) !== undefined;
  if (!scaled) losses.push(loss('option-unsupported', '/options/scale', 'is no number of replicas'));
  return { value, losses };
}

function sizeText(value: unknown): string | undefined {
  const kept = shape.size(value, '').value;
  return typeof kept === 'string' ? kept : undefined;
}

/** What stands under `deploy` wins over the keys of the service, as in Compose. */
function mergeResources(given: Record<string, unknown>, limits: Limits): object {
  return filled({
    ...given,
    limits: { ...limits.limits, ...part(given, 'limits') },
    reservations: { ...limits.reservations, ...part(given, 'reservations') },
  });
}

function part(map: Record<string, unknown>, key: string): Record<string, unknown> {
  const value = map[key];
  return isObject(value) ? value : {};
}
