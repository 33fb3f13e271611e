import { isObject } from '../../common/fields.js';
import { escapePointer } from '../../common/json-pointer.js';
import {
  asksForSeveral,
  joinedService,
  LEADING_ELSEWHERE,
  NO_NETWORK,
  renderedOption,
} from '../../compose-file/rendered-option.js';
import { JOINING_KEYS } from '../../facets/option-keys.js';
import { WHOLE_KEYS } from '../../compose-file/service-keys.js';
import type { Loss, ResolvedInstance } from '../resolved.js';
import { OWN_NETWORK } from './service.js';

type Service = Record<string, unknown>;

interface Merged {
  service: Service;
  losses: Loss[];
}

/** Keys that are rendered and need a file beside the rendered one. */
const NEED_FILES = ['build', 'env_file', 'label_file'];

/**
 * The service with its options as they stand: they are Compose's own words,
 * so nothing is escaped. They never replace what the instance itself says; what cannot go along is named.
 */
export function mergeOptions(own: Service, instance: ResolvedInstance, services: ReadonlySet<string>): Merged {
  const merged: Merged = { service: { ...own }, losses: [] };
  for (const key of Object.keys(instance.options).toSorted()) {
    const value = instance.options[key];
    const lost = (code: string, message: string) =>
      merged.losses.push({ instance_id: instance.instance_id, where: `/options/${escapePointer(key)}`, code, message });
    const reason = LEADING_ELSEWHERE.get(key) ?? reasonAgainst(key, value, own, services);
    if (value === null) continue;
    if (reason !== undefined && key === 'network_mode') {
      lost('network-closed', `${reason}; it gets no network, so that nothing goes past that service`);
      merged.service = { ...merged.service, network_mode: NO_NETWORK };
    } else if (reason !== undefined) lost('option-left-out', `${reason}; left out`);
    else merged.service = { ...merged.service, ...mergeKey(key, value, own, lost) };
  }
  const { network_mode } = merged.service;
  if (network_mode === undefined) return merged;
  const { networks: _, ...without } = merged.service;
  const message = `has a network_mode of its own, so it is not on the stack's network and has no name there`;
  const where = '/options/network_mode';
  merged.losses.push({ instance_id: instance.instance_id, where, code: 'own-network-left-out', message });
  return { ...merged, service: without };
}

function reasonAgainst(key: string, value: unknown, own: Service, services: ReadonlySet<string>): string | undefined {
  const joins = key === 'networks' || (key === 'healthcheck' && isObject(value));
  if (WHOLE_KEYS.has(key) || (Object.hasOwn(own, key) && !joins)) return 'would replace what the instance itself says';
  if (key === 'scale' && asksForSeveral({ key, value }))
    return 'would run several containers, and the container has one name';
  if (key === 'networks') return isOwnNetwork(value) ? undefined : 'leads to networks that the stack does not have';
  const service = JOINING_KEYS.includes(key) ? joinedService(value) : undefined;
  return service === undefined || services.has(service) ? undefined : 'joins a service that the stack does not have';
}

/** What the key adds to the service. */
function mergeKey(key: string, value: unknown, own: Service, lost: (code: string, message: string) => void): Service {
  if (key === 'networks') return {};
  if (key === 'healthcheck' && isObject(own.healthcheck) && own.healthcheck.disable === true) return {};
  if (key === 'healthcheck' && isObject(value))
    return { healthcheck: { ...Object(own.healthcheck), ...value, ...Object(own.healthcheck) } };
  if (key === 'deploy' && asksForSeveral({ key, value })) {
    lost('replicas-left-out', 'would run several containers, and the container has one name; one is rendered');
    return { deploy: renderedOption({ key, value }) };
  }
  if (NEED_FILES.includes(key))
    lost('file-needed', 'needs files that are not part of the stack beside the rendered one');
  return { [key]: value };
}

/** The network that every service of the stack is on anyway. */
function isOwnNetwork(value: unknown): boolean {
  const names = Array.isArray(value)
    ? value
    : Object.entries(Object(value)).map(([name, options]) => (Object.keys(Object(options)).length > 0 ? '' : name));
  return names.every((name) => name === OWN_NETWORK);
}
