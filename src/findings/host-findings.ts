import { shownValues } from '../facets/item-values.js';
import type { OptionSpec } from '../facets/options.js';
import { ports, type PortSpec } from '../facets/ports.js';
import type { VolumeSpec } from '../facets/volumes.js';
import { type Described, type Hazard, placeOf } from '../host-access/host-access.service.js';
import { byInstance, type Finding, involved, type Suggestion } from './finding.js';

/** A live instance with its options in effect. */
export interface HostInstance {
  instance_id: string;
  enabled: boolean;
  options: OptionSpec[];
}

/** Something that an instance has in effect. */
interface OfInstance {
  instance_id: string;
}
export type MountOnHost = OfInstance & VolumeSpec;

/** What the enabled instances of a stack have in effect. */
export interface InEffect {
  instances: readonly HostInstance[];
  ports: readonly (OfInstance & PortSpec)[];
  /** The mounts that may lead to the host. */
  mounts: readonly MountOnHost[];
}

/** What of the enabled instances reaches the host that they run on, one finding for each place. Pure. */
export function hostFindings(
  stack: string,
  { instances, ports: published, mounts }: InEffect,
  report: (described: Described) => Hazard[],
): Finding[] {
  const portsOf = byInstance(published);
  const mountsOf = byInstance(mounts);
  return instances
    .filter(({ enabled }) => enabled)
    .flatMap(({ instance_id, options }) => {
      const own = portsOf.get(instance_id) ?? [];
      const found = report({ ports: own, volumes: mountsOf.get(instance_id) ?? [], options });
      return found.map((hazard): Finding => {
        const place = placeOf(hazard);
        return {
          kind: 'host-access',
          severity: 'warning',
          subject: place,
          message: `${place} of ${instance_id} ${hazard.says}.`,
          ...involved(stack, [instance_id]),
          suggestion: {
            text: hazard.advice,
            request: hazard.part === 'ports' ? publishLocally(stack, instance_id, hazard.key, own) : null,
          },
        };
      });
    });
}

/** All ports of a key, because setting one of them replaces the others; those that then meet become one. */
function publishLocally(
  stack: string,
  instance_id: string,
  key: string,
  own: readonly PortSpec[],
): NonNullable<Suggestion['request']> {
  const set = own
    .filter((port) => ports.key(port) === key)
    .map((port) => ({ ...shownValues(ports, port), host_ip: '127.0.0.1' }));
  const distinct = new Map(set.map((port) => [JSON.stringify(port), port]));
  const path = `/stacks/${stack}/instances/${instance_id}/ports`;
  return { method: 'PATCH', path, body: { set: [...distinct.values()] } };
}
