import type { ContainerPort } from 'kubernetes-types/core/v1.js';
import { isIP } from 'node:net';
import { textsOf } from '../../compose-file/option-values.js';
import { type Expressed, loss, type PartLoss } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';
import { readItems } from './options.js';
import { objectName } from './names.js';

export const PORT_KEYS = ['expose'];

export type Port = ContainerPort & { name: string; protocol: string };

/** Ports of one `expose` item that are worth listing one by one. */
const MAX_RANGE = 100;

/** Every port of the container that anything names: ports, `expose` and the ports that proxies talk to, each once. */
export function containerPorts(instance: ResolvedInstance): Expressed<Port[]> {
  const exposed = readItems(instance.options, 'expose', textsOf, exposedPorts);
  const ports = [
    ...instance.ports.map(({ container_port, protocol }) => port(container_port, protocol)),
    ...exposed.value.flat(),
    ...instance.domains.flatMap(({ proxy_port }) => (proxy_port === null ? [] : [port(proxy_port, 'tcp')])),
  ];
  const unique = new Map(ports.map((item) => [item.name, item]));
  return { value: [...unique.values()], losses: [...hostPortLosses(instance), ...exposed.losses] };
}

/** A cluster has no port of "the host": a published one is reached by forwarding it. */
function hostPortLosses({ instance_id, ports }: ResolvedInstance): PartLoss[] {
  const forward = `kubectl port-forward service/${objectName(instance_id)}`;
  const message = `a cluster publishes on no host; reach it with ${forward} <host port>:<container port>`;
  return ports.map((_, index) => loss('host-port-dropped', `/ports/${index}`, message));
}

function port(containerPort: number, protocol: string): Port {
  return { name: `${protocol}-${containerPort}`, containerPort, protocol: protocol.toUpperCase() };
}

/** `3000`, `3000/udp`, `3000-3005`. */
function exposedPorts(text: string): Port[] | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp|sctp))?$/.exec(text);
  const [first, last] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])];
  if (!match || first < 1 || last > 65535 || last < first || last - first >= MAX_RANGE) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => port(first + index, match[3] ?? 'tcp'));
}

/** A host name that an Ingress takes: no address, no underscore, at most one star in front. */
export function isIngressHost(domain: string): boolean {
  const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
  const labels = domain.replace(/^\*\./, '').split('.');
  return isIP(domain) === 0 && domain.length <= 253 && labels.every((part) => part.length <= 63 && label.test(part));
}
