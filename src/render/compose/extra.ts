import { isObject } from '../../common/fields.js';
import { escapePointer } from '../../common/json-pointer.js';
import { scalarText } from '../../compose-file/scalars.js';
import { WHOLE_KEYS } from '../../compose-file/service-keys.js';
import type { Loss, ResolvedInstance } from '../resolved.js';
import { OWN_NETWORK } from './service.js';

type Service = Record<string, unknown>;

interface Merged {
  service: Service;
  losses: Loss[];
}

/** Keys that lead to something which the file of a stack does not have. */
const LEFT_OUT = new Map([
  ['configs', 'uses configs that are not part of the stack'],
  ['secrets', 'uses secrets of a file that are not part of the stack; a secret variable takes their place'],
  ['extends', 'leads to a service outside the stack'],
  ['links', 'leads to services by names that the stack does not have; its network is shared by all instances'],
  ['volumes_from', 'leads to services by names that the stack does not have'],
]);

/** Keys that are rendered and need a file beside the rendered one. */
const NEED_FILES = ['build', 'env_file', 'label_file'];

/** Keys that may join another service's namespace. */
const MODES = ['network_mode', 'ipc', 'pid'];

/**
 * The service with the Compose keys of the template that no facet has, as they stand there: they are Compose's own words,
 * so nothing is escaped. They never replace what the instance itself says; what cannot go along is named.
 */
export function mergeExtra(own: Service, instance: ResolvedInstance, services: ReadonlySet<string>): Merged {
  const merged: Merged = { service: { ...own }, losses: [] };
  for (const key of Object.keys(instance.extra).toSorted()) {
    const value = instance.extra[key];
    const lost = (code: string, message: string) =>
      merged.losses.push({ instance_id: instance.instance_id, where: `/extra/${escapePointer(key)}`, code, message });
    const reason = LEFT_OUT.get(key) ?? reasonAgainst(key, value, own, services);
    if (value === null) continue;
    if (reason !== undefined) lost('extra-left-out', `${reason}; left out`);
    else merged.service = { ...merged.service, ...mergeKey(key, value, own, lost) };
  }
  const { network_mode } = merged.service;
  if (network_mode === undefined) return merged;
  const { networks: _, ...without } = merged.service;
  const message = `has a network_mode of its own, so it is not on the stack's network and has no name there`;
  const where = '/extra/network_mode';
  merged.losses.push({ instance_id: instance.instance_id, where, code: 'own-network-left-out', message });
  return { ...merged, service: without };
}

function reasonAgainst(key: string, value: unknown, own: Service, services: ReadonlySet<string>): string | undefined {
  const joins = key === 'networks' || (key === 'healthcheck' && isObject(value));
  if (WHOLE_KEYS.has(key) || (Object.hasOwn(own, key) && !joins)) return 'would replace what the instance itself says';
  if (key === 'scale' && Number(scalarText(value)) !== 1)
    return 'would run several containers, and the container has one name';
  if (key === 'networks') return isOwnNetwork(value) ? undefined : 'leads to networks that the stack does not have';
  const [, service] = MODES.includes(key) ? (/^service:(.*)$/.exec(scalarText(value) ?? '') ?? []) : [];
  return service === undefined || services.has(service) ? undefined : 'joins a service that the stack does not have';
}

/** What the key adds to the service. */
function mergeKey(key: string, value: unknown, own: Service, lost: (code: string, message: string) => void): Service {
  if (key === 'networks') return {};
  if (key === 'healthcheck' && isObject(own.healthcheck) && own.healthcheck.disable === true) return {};
  if (key === 'healthcheck' && isObject(value))
    return { healthcheck: { ...Object(own.healthcheck), ...value, ...Object(own.healthcheck) } };
  if (key === 'deploy' && isObject(value) && Number(scalarText(value.replicas ?? 1)) > 1) {
    const { replicas: _, ...deploy } = value;
    lost('replicas-left-out', 'would run several containers, and the container has one name; one is rendered');
    return { deploy };
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
