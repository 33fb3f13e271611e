import { isObject } from '../../common/fields.js';
import { below, isAbsent, warning } from '../../compose-file/parsed.js';
import type { ParsedService } from '../../compose-file/service.js';
import type { Loss } from '../report.js';

const DEFAULT = 'default';

export interface FileNetwork {
  /** What the file calls the network that all services share; undefined where it says nothing. */
  name: string | undefined;
  losses: Loss[];
  /** By key of the service. */
  service_losses: ReadonlyMap<string, Loss[]>;
}

/**
 * A stack has one network, which all its instances are on under their own names. What a file says beyond that is named;
 * a file with a single network, whatever it is called, loses nothing by it. Pure.
 */
export function readNetwork(file: Record<string, unknown>, services: readonly ParsedService[]): FileNetwork {
  const declared = isObject(file.networks) ? file.networks : {};
  const uses = new Map(services.map((service) => [service.key, usesOf(service)]));
  const apart = keptApart([...uses.values()]);
  const used = new Set([...uses.values()].flatMap((networks) => [...networks.keys()]));
  const only = used.size === 1 ? [...used][0] : undefined;
  const own = only ?? DEFAULT;
  const definition = Object.hasOwn(declared, own) ? declared[own] : undefined;
  return {
    name: nameOf(definition),
    losses: Object.entries(declared).flatMap(([key, value]) => fileLosses(key, value, own)),
    service_losses: new Map(services.map((service) => [service.key, serviceLosses(service, uses, apart)])),
  };
}

/** Whether a service with these networks is kept apart from another one, which it will meet on the one of the stack. */
function keptApart(uses: readonly ReadonlyMap<string, unknown>[]): (networks: ReadonlyMap<string, unknown>) => boolean {
  const keys = (networks: ReadonlyMap<string, unknown>) => JSON.stringify([...networks.keys()].toSorted());
  const distinct = [
    ...new Map(uses.filter(({ size }) => size > 0).map((networks) => [keys(networks), networks])).values(),
  ];
  const known = new Map<string, boolean>();
  return (networks) => {
    const key = keys(networks);
    const apart = known.get(key) ?? distinct.some((other) => ![...other.keys()].some((name) => networks.has(name)));
    known.set(key, apart);
    return apart;
  };
}

/** The networks of a service with what it says of each; none where it has a network mode. */
function usesOf({ keys }: ParsedService): Map<string, unknown> {
  const { networks, network_mode } = keys;
  if (!isAbsent(network_mode)) return new Map();
  if (Array.isArray(networks)) return new Map(networks.map((name) => [String(name), null]));
  return isObject(networks) ? new Map(Object.entries(networks)) : new Map([[DEFAULT, null]]);
}

function nameOf(definition: unknown): string | undefined {
  if (!isObject(definition) || isExternal(definition)) return undefined;
  const { name } = definition;
  return typeof name === 'string' && !name.includes('$') ? name : undefined;
}

function isExternal(definition: Record<string, unknown>): boolean {
  return !isAbsent(definition.external) && definition.external !== false;
}

function fileLosses(key: string, definition: unknown, own: string): Loss[] {
  const where = below('/networks', key);
  const dropped = (message: string) => [warning('network-dropped', where, message)];
  if (key !== own) return dropped('a stack has one network, which all its instances are on');
  if (!isObject(definition)) return [];
  if (isExternal(definition)) return dropped('comes from outside; the stack has a network of its own');
  return Object.entries(definition)
    .filter(([option, value]) => option !== 'name' && !isAbsent(value) && !(option === 'driver' && value === 'bridge'))
    .map(([option]) => warning('network-option-dropped', below(where, option), `${option} of the network is not kept`));
}

function serviceLosses(
  service: ParsedService,
  uses: Map<string, Map<string, unknown>>,
  apart: (networks: ReadonlyMap<string, unknown>) => boolean,
): Loss[] {
  const where = below('/services', service.key, 'networks');
  const networks = uses.get(service.key) ?? new Map<string, unknown>();
  const named = !isAbsent(service.keys.networks) && networks.size > 0 && apart(networks);
  const merged = warning('network-merged', where, 'is on the one network of the stack, with all its other instances');
  const options = [...networks].flatMap(([name, use]) =>
    Object.entries<unknown>(Object(use))
      .filter(([option, value]) => !isAbsent(value) && !(option === 'aliases' && isOwnName(value, service)))
      .map(([option]) =>
        warning('network-option-dropped', below(where, name, option), `${option} on a network is not kept`),
      ),
  );
  return [...(named ? [merged] : []), ...options];
}

/** An instance is reached by its name anyway. */
function isOwnName(aliases: unknown, { template }: ParsedService): boolean {
  return Array.isArray(aliases) && aliases.every((alias) => alias === template.name);
}
