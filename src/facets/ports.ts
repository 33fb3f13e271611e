import { Column } from 'typeorm';
import { Normalised } from '../common/conversions.js';
import { ChoiceField, IntegerField, TextField } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import { defineFacet, InstanceRow, InstanceTable, Stored, TemplateRow, TemplateTable } from './facet.js';
import { canonicalIp, ipRule } from './values.js';

const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;
const PUBLISH_MODES = ['ingress', 'host'] as const;

/** One published port: `host_ip:host_port` on the host leads to `container_port` in the container. */
export class PortSpec {
  @Stored(
    { type: 'varchar', length: LIMITS.address },
    TextField({
      description: 'Address of the host to publish on.',
      max: LIMITS.address,
      rule: ipRule,
      example: '127.0.0.1',
    }),
  )
  @Normalised(canonicalIp)
  host_ip: string = '127.0.0.1';

  @Stored({ type: 'int' }, IntegerField({ description: 'Port on the host.', min: 1, max: 65535, example: 15432 }))
  host_port!: number;

  @Stored(
    { type: 'int' },
    IntegerField({ description: 'Port inside the container.', min: 1, max: 65535, example: 5432 }),
  )
  container_port!: number;

  @Stored(
    { type: 'varchar', length: 4 },
    ChoiceField({ description: 'Transport protocol.', among: PROTOCOLS, example: 'tcp' }),
  )
  protocol: string = 'tcp';

  @Stored(
    { type: 'varchar', length: 7 },
    ChoiceField({
      description: 'Where a swarm publishes it: on every node, or on the one that runs the container.',
      among: PUBLISH_MODES,
      example: 'ingress',
    }),
  )
  publish_mode: string = 'ingress';
}

const RULES = {
  unique: ['host_ip', 'host_port', 'protocol'],
  checks: {
    host_port: 'host_port BETWEEN 1 AND 65535',
    container_port: 'container_port BETWEEN 1 AND 65535',
    protocol: "protocol IN ('tcp', 'udp', 'sctp')",
    publish_mode: "publish_mode IN ('ingress', 'host')",
  },
} as const;

@TemplateTable('service_ports', RULES)
export class ServicePort extends TemplateRow {
  @Column(() => PortSpec, { prefix: false })
  spec!: PortSpec;
}

@InstanceTable('instance_ports', RULES)
export class InstancePort extends InstanceRow {
  @Column(() => PortSpec, { prefix: false })
  spec!: PortSpec;
}

/** Identity is the port inside the container: an override moves it elsewhere on the host. */
export const ports = defineFacet({
  name: 'ports',
  path: 'ports',
  noun: 'port',
  shape: '{"host_port":8080,"container_port":80}',
  compose_keys: { ports: 'whole' },
  spec: PortSpec,
  template_row: ServicePort,
  instance_row: InstancePort,
  key: (spec: PortSpec) => `${spec.container_port}/${spec.protocol}`,
  claim: ({ host_ip, host_port, protocol }: PortSpec) => `host port ${host_port}/${protocol} on ${host_ip}`,
  canonicalKey: (text) => (/^\d+$/.test(text) ? `${text}/tcp` : text.toLowerCase()),
  key_columns: ['container_port', 'protocol'],
  unique_columns: RULES.unique,
  order_columns: ['container_port', 'protocol', 'host_ip', 'host_port'],
});
