import type { ResourceRequirements } from 'kubernetes-types/core/v1.js';
import { bytesOf, countOf, cpusOf } from '../../compose-file/option-values.js';
import { type Expressed, filled, overruled } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { readKey, readMap, unreadKeys } from './options.js';

export const RESOURCE_KEYS = ['deploy', 'scale', 'cpus', 'mem_limit', 'mem_reservation'];

type Options = Record<string, unknown>;

const DEPLOY = '/options/deploy';
const RESOURCES = `${DEPLOY}/resources`;
const READ_OF_DEPLOY = new Set(['replicas', 'resources', 'mode']);
const READ_OF_RESOURCES = new Set(['limits', 'reservations']);
const READ_OF_LIMITS = new Set(['cpus', 'memory']);

/** How many pods an instance is to have. */
export function replicas({ options }: Pick<ResolvedInstance, 'options'>): number {
  return replicaCount(options).value;
}

function replicaCount(options: Options): Expressed<number> {
  const scale = readKey(options, 'scale', countOf);
  const deploy = readKey(readMap(options, 'deploy').value, 'replicas', countOf, DEPLOY);
  const losses = [...scale.losses, ...deploy.losses, ...overruled('scale', deploy.value, scale.value)];
  return { value: deploy.value ?? scale.value ?? 1, losses };
}

/** Limits and requests. What stands under `deploy` wins over the keys of the service, as in Compose. */
export function resources({ options }: Pick<ResolvedInstance, 'options'>): Expressed<ResourceRequirements> {
  const deploy = readMap(options, 'deploy');
  const given = readMap(deploy.value, 'resources', DEPLOY);
  const limits = amounts(given.value, 'limits');
  const reservations = amounts(given.value, 'reservations');
  const mode = readKey(deploy.value, 'mode', (value) => (value === 'replicated' ? value : undefined), DEPLOY);
  const cpus = readKey(options, 'cpus', cpusOf);
  const mem_limit = readKey(options, 'mem_limit', memory);
  const mem_reservation = readKey(options, 'mem_reservation', memory);
  const value = filled({
    limits: { ...filled({ cpu: cpus.value, memory: mem_limit.value }), ...limits.value },
    requests: { ...filled({ memory: mem_reservation.value }), ...reservations.value },
  });
  const parts = [replicaCount(options), deploy, mode, given, limits, reservations, cpus, mem_limit, mem_reservation];
  const unread = [
    ...overruled('cpus', limits.value.cpu, cpus.value),
    ...overruled('mem_limit', limits.value.memory, mem_limit.value),
    ...overruled('mem_reservation', reservations.value.memory, mem_reservation.value),
    ...unreadKeys(deploy.value, READ_OF_DEPLOY, DEPLOY),
    ...unreadKeys(given.value, READ_OF_RESOURCES, RESOURCES),
  ];
  return { value, losses: [...parts.flatMap(({ losses }) => losses), ...unread] };
}

function amounts(given: Options, key: string): Expressed<Record<string, string>> {
  const map = readMap(given, key, RESOURCES);
  const where = `${RESOURCES}/${key}`;
  const cpus = readKey(map.value, 'cpus', cpusOf, where);
  const bytes = readKey(map.value, 'memory', memory, where);
  const value: Record<string, string> = {
    ...(cpus.value !== undefined && { cpu: cpus.value }),
    ...(bytes.value !== undefined && { memory: bytes.value }),
  };
  const losses = [...map.losses, ...cpus.losses, ...bytes.losses, ...unreadKeys(map.value, READ_OF_LIMITS, where)];
  return { value, losses };
}

function memory(value: unknown): string | undefined {
  const bytes = bytesOf(value);
  return bytes ? quantity(bytes) : undefined;
}

/** Bytes in the largest binary unit that holds them without a fraction. */
export function quantity(bytes: number): string {
  const units = ['Gi', 'Mi', 'Ki'];
  const unit = units.find((_, index) => bytes > 0 && bytes % 1024 ** (3 - index) === 0);
  return unit === undefined ? String(bytes) : `${bytes / 1024 ** (3 - units.indexOf(unit))}${unit}`;
}
