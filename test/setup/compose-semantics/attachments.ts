import type { ComposeFile } from './file.js';
import { externalName, mountsOf, volumeDefinition } from './mounts.js';
import { asList, asMap, asText, isMap, pairs } from './plain.js';
import { publishedPorts } from './ports.js';
import { fact, one, plain, type ServiceFact, type Surroundings } from './service-fact.js';
import { modeText } from './text.js';

export function readPorts(value: unknown, key: string): ServiceFact[] {
  const published = publishedPorts(asList(value));
  const keys = [...new Set(published.map((port) => port.key))];
  return keys.map((port_key) => {
    const same = published.filter((port) => port.key === port_key);
    return fact([key, port_key], same.map(({ host }) => host).toSorted(), same[0]?.place ?? 0);
  });
}

/** Uses of `configs` or `secrets`: the text, or where the text comes from, and who may read it. */
export function readFiles(
  value: unknown,
  key: string,
  defined: Record<string, unknown>,
  folder: string,
): ServiceFact[] {
  return asList(value).flatMap((item, index) => {
    const { source, target, mode, ...owner } = isMap(item) ? item : { source: item };
    const path = asText(target ?? source);
    const file = path.startsWith('/') ? path : `${folder}/${path}`;
    const definition = asMap(defined[asText(source)]);
    return [
      fact([key, file], definition.content === undefined ? plain(definition) : asText(definition.content), index),
      { path: [key, file, 'mode'], value: modeText(mode ?? 0o444), at: [key, index, 'mode'] },
      ...Object.entries(owner).map(([name, id]) => ({
        path: [key, file, name],
        value: asText(id),
        at: [key, index, name],
      })),
    ];
  });
}

export function readMounts(keys: Record<string, unknown>, { file, volume_users }: Surroundings): ServiceFact[] {
  return mountsOf(keys).flatMap(({ type, source, target, read_only, options, place }) => {
    const named = type === 'volume' && source !== '';
    const external = named ? externalName(file, source) : undefined;
    const identity = named ? { users: volume_users.get(source) } : { source };
    const definition = named ? volumeDefinition(file, source) : {};
    return [
      {
        path: ['volumes', target],
        value: { type, ...(external === undefined ? identity : { external }), read_only },
        at: place,
      },
      ...Object.entries(options).map(([name, value]) => ({
        path: ['volumes', target, name],
        value,
        at: [...place, ...name.split('.')],
      })),
      ...Object.entries(definition).map(([name, value]) => ({
        path: ['volumes', target, 'definition', name],
        value: plain(value),
        at: `/volumes/${source}/${name}`,
      })),
    ];
  });
}

export function readNetworks(keys: Record<string, unknown>, around: Surroundings): ServiceFact[] {
  const { name, rename, file, only_network } = around;
  if (keys.network_mode !== undefined && keys.network_mode !== null)
    return [one('network_mode', asText(keys.network_mode))];
  return joinedNetworks(keys).flatMap(([key, item, place]) => {
    const network = key === only_network ? 'default' : key;
    const { aliases, ...options } = asMap(item);
    const others = [name, ...asList(aliases).map(asText)].filter((alias) => alias !== rename(name));
    const definition = Object.entries(asMap(file.networks[key])).filter(([, value]) => value !== null);
    return [
      fact(['networks', network], [...new Set(others)].toSorted(), place),
      ...Object.entries(options).map(([option, value]) => ({
        path: ['networks', network, option],
        value: plain(value),
        at: ['networks', place, option],
      })),
      ...definition
        .filter(([option, value]) => option !== 'driver' || value !== 'bridge')
        .map(([option, value]) => ({
          path: ['networks', network, 'definition', option],
          value: plain(value),
          at: `/networks/${key}/${option}`,
        })),
    ];
  });
}

/** The key of the one network that all services are on; undefined where there are several. */
export function onlyNetwork({ services }: ComposeFile): string | undefined {
  const used = [...services.values()].filter(({ keys }) => (keys.network_mode ?? null) === null);
  const names = new Set(used.flatMap(({ keys }) => joinedNetworks(keys).map(([name]) => name)));
  return names.size === 1 ? [...names][0] : undefined;
}

function joinedNetworks({ networks }: Record<string, unknown>): [name: string, use: unknown, place: string | number][] {
  if (!Array.isArray(networks)) return pairs(networks ?? { default: {} });
  return networks.map((name, index) => [asText(name), {}, index]);
}
