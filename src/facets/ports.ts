import { Column } from 'typeorm';
import { Normalised } from '../common/conversions.js';
import { ChoiceField, IntegerField, TextField } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import {
  defineFacet,
  InstanceRow,
  InstanceTable,
  Stored,
  type TableRules,
  TemplateRow,
  TemplateTable,
} from './facet.js';
import { canonicalIp, ipRule } from './values.js';

/** No address in words. */
export const ANY_ADDRESS = 'every address';

const PROTOCOLS = ['tcp', 'udp', 'sctp'] as const;
const PUBLISH_MODES = ['ingress', 'host'] as const;

/**
 * One published port: `host_ip:host_port` on the host leads to `container_port` in the container. No address means every
 * one, IPv4 and IPv6, and no host port any that is free.
 */
export class PortSpec {
  @Stored(
    { type: 'varchar', length: LIMITS.address, nullable: true },
    TextField({
      description: 'Address of the host to publish on; null for every address, IPv4 and IPv6.',
      max: LIMITS.address,
      rule: ipRule,
      nullable: true,
      example: '127.0.0.1',
    }),
  )
  @Normalised(canonicalIp)
  host_ip: string | null = '127.0.0.1';

  @Stored(
    { type: 'int' },
    IntegerField({ description: 'Port on the host; null for any that is free.', min: 1, max: 65535, example: 15432 }),
  )
  host_port: number | null = null;

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
  null_as: { host_ip: () => "''", host_port: (of) => `-${of('container_port')}` },
  checks: {
    host_port: 'host_port BETWEEN 1 AND 65535',
    container_port: 'container_port BETWEEN 1 AND 65535',
    protocol: "protocol IN ('tcp', 'udp', 'sctp')",
    publish_mode: "publish_mode IN ('ingress', 'host')",
  },
} as const satisfies TableRules;

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
  claim: ({ host_ip, host_port, container_port, protocol }: PortSpec) => {
    const port = host_port === null ? `any host port for ${container_port}` : `host port ${host_port}`;
    return `${port}/${protocol} on ${host_ip ?? ANY_ADDRESS}`;
  },
  canonicalKey: (text) => (/^\d+$/.test(text) ? `${text}/tcp` : text.toLowerCase()),
  key_columns: ['container_port', 'protocol'],
  unique_columns: RULES.unique,
  null_as: RULES.null_as,
  order_columns: ['container_port', 'protocol', 'host_ip', 'host_port'],
});
