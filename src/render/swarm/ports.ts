import type { PortSpec } from '../../facets/ports.js';
import { type Expressed, loss, type PartLoss } from '../loss.js';
import type { ResolvedInstance } from '../resolved.js';

/** The long syntax, which has no place for an address of the host; without a published port swarm chooses one. */
export interface SwarmPort {
  target: number;
  published?: number;
  protocol: string;
  /** `ingress`: on every node; `host`: only on the node that runs the container. */
  mode: 'ingress' | 'host';
}

const EVERYWHERE = new Set([null, '0.0.0.0', '::']);

/**
 * The ports of every instance, by its name. Swarm publishes on all addresses of a node, so two ports that differ in
 * nothing but the address cannot both be published: the first one is.
 */
export function publishPorts(instances: readonly ResolvedInstance[]): Map<string, Expressed<SwarmPort[]>> {
  const holders = new Map<string, string>();
  return new Map(instances.map((instance) => [instance.instance_id, publish(instance, holders)]));
}

function publish({ instance_id, ports }: ResolvedInstance, holders: Map<string, string>): Expressed<SwarmPort[]> {
  const value: SwarmPort[] = [];
  const losses: PartLoss[] = [];
  for (const [index, port] of ports.entries()) {
    const where = `/ports/${index}`;
    const taken = port.host_port === null ? undefined : `${port.host_port}/${port.protocol}`;
    const holder = taken === undefined ? undefined : holders.get(taken);
    if (holder !== undefined) {
      const message = `swarm publishes on every address, and ${holder} has this port of the host already; left out`;
      losses.push(loss('port-taken', where, message));
      continue;
    }
    if (taken !== undefined) holders.set(taken, instance_id);
    value.push(swarmPort(port));
    if (!EVERYWHERE.has(port.host_ip)) {
      const message = 'swarm cannot publish on one address only: the node that runs it answers on every address';
      losses.push(loss('host-ip-dropped', where, message));
    }
  }
  return { value, losses };
}

function swarmPort({ host_ip, host_port, container_port, protocol, publish_mode }: PortSpec): SwarmPort {
  const mode = EVERYWHERE.has(host_ip) && publish_mode === 'ingress' ? 'ingress' : 'host';
  return { target: container_port, ...(host_port !== null && { published: host_port }), protocol, mode };
}
