import { scalarText } from './scalars.js';
import { MAX_ITEMS } from './items.js';

/** First and last port, both included. */
type PortRange = readonly [first: number, last: number];

/** One item of `ports`, both syntaxes alike; without `host` Docker is free to choose a port. */
export interface PortMapping {
  host_ip: string;
  host?: PortRange;
  container: PortRange;
  protocol: string;
  publish_mode: string;
}

/** Pairs of host port and container port; `chosen` where the file leaves open which one of a range of the host it is. */
export interface MatchedPorts {
  pairs: [host: number | null, container: number][];
  chosen: boolean;
}

/** `[address:][host port]:container port[/protocol]`, ports may be ranges; a text in the answer says what is wrong. */
export function readShortPort(text: string): PortMapping | string {
  const [address = '', protocol = 'tcp', ...rest] = text.split('/');
  const parts = address.split(':');
  const container = readRange(parts.pop() ?? '');
  const host = parts.pop() ?? '';
  if (!container || rest.length > 0) return 'is no port mapping such as 127.0.0.1:8080:80/tcp';
  return mapping(parts.join(':'), host, container, protocol);
}

/** The long syntax: `target` is one port, `published` one port or a range to choose from. */
export function readLongPort(item: Record<string, unknown>): PortMapping | string {
  const container = readRange(scalarText(item.target) ?? '');
  if (!container || container[0] !== container[1]) return 'must have a target from 1 to 65535';
  const texts = [item.host_ip ?? '', item.published ?? '', item.protocol ?? 'tcp'].map(scalarText);
  const [host_ip, published, protocol] = texts;
  if (host_ip === undefined || published === undefined || protocol === undefined)
    return 'must have single values for host_ip, published and protocol';
  return mapping(host_ip, published, container, protocol, item.mode === 'host' ? 'host' : 'ingress');
}

/** Which port leads where, null where any will do. A range of the host for one container port means its first, as a choice. */
export function matchPorts({ host, container }: Pick<PortMapping, 'host' | 'container'>): MatchedPorts | string {
  const [first, last] = container;
  if (last - first >= MAX_ITEMS) return `spans more than ${MAX_ITEMS} ports`;
  const same_length = host === undefined || host[1] - host[0] === last - first;
  if (!same_length && first !== last) return 'has ranges of different length';
  const pairs = Array.from({ length: last - first + 1 }, (_, index): [number | null, number] => [
    host === undefined ? null : host[0] + index,
    first + index,
  ]);
  return { pairs, chosen: !same_length };
}

/** Port 0 and no port alike leave the choice to Docker. */
function mapping(
  host_ip: string,
  host: string,
  container: PortRange,
  protocol: string,
  publish_mode = 'ingress',
): PortMapping | string {
  const address = host_ip.replace(/^\[(.*)\]$/, '$1');
  const rest = { host_ip: address, container, protocol: protocol.toLowerCase(), publish_mode };
  if (host === '' || host === '0') return rest;
  const range = readRange(host);
  return range ? { ...rest, host: range } : 'must have a host port from 1 to 65535, or a rising range';
}

function readRange(text: string): PortRange | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return first >= 1 && first <= last && last <= 65535 ? [first, last] : undefined;
}
