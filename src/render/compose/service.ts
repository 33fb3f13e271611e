import { type HealthcheckSpec, isSwitchedOff } from '../../facets/healthcheck.js';
import type { PortSpec } from '../../facets/ports.js';
import { execForm } from '../../facets/values.js';
import { escapeDollars } from '../dollars.js';
import { durationText } from '../duration-text.js';
import type { ResolvedEnvVar, ResolvedInstance } from '../resolved.js';
import { renderMounts, renderTmpfs } from './mounts.js';

/** The key of the stack's network in the file: the one that a service is on where nothing else is said. */
export const OWN_NETWORK = 'default';

/** A service of what the product itself knows of an instance; keys of which there is nothing to say are left out. */
export function renderService(instance: ResolvedInstance, configs: readonly object[]): Record<string, unknown> {
  const { container_name, restart, instance_id } = instance;
  return present({
    image: escapeDollars(instance.image),
    container_name,
    command: escaped(instance.command),
    user: escaped(instance.user),
    restart,
    depends_on: Object.fromEntries(instance.depends_on.map(renderDependency)),
    environment: Object.fromEntries(instance.env_vars.map((item) => [item.key, renderValue(item)])),
    ports: instance.ports.map(renderPort),
    volumes: renderMounts(instance.volumes),
    tmpfs: renderTmpfs(instance.volumes),
    configs,
    healthcheck: instance.healthcheck && renderHealthcheck(instance.healthcheck),
    networks: { [OWN_NETWORK]: { aliases: [instance_id] } },
    labels: Object.fromEntries(Object.entries(instance.labels).map(([key, value]) => [key, escapeDollars(value)])),
  });
}

function renderDependency({ instance_id, condition, required }: ResolvedInstance['depends_on'][number]) {
  return [instance_id, { condition, ...(!required && { required }) }] as const;
}

/** Without null, empty lists and empty maps. */
export function present(values: Record<string, unknown>): Record<string, unknown> {
  const isEmpty = (value: unknown) => typeof value === 'object' && (value === null || Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && !isEmpty(value)));
}

function escaped(value: string | string[] | null): string | string[] | null {
  return Array.isArray(value) ? value.map(escapeDollars) : value && escapeDollars(value);
}

/** A null value passes the variable on; a secret is what Compose finds under its name. */
function renderValue({ value, secret }: ResolvedEnvVar): string | null {
  if (secret !== null) return `\${${secret}}`;
  return value === null ? null : escapeDollars(value);
}

/** Short where that says all; an IPv6 address has colons that are easily mixed up with those between the parts. */
function renderPort(port: PortSpec): string | Record<string, unknown> {
  const { host_ip, host_port, container_port, protocol, publish_mode } = port;
  if (host_ip?.includes(':') || publish_mode !== 'ingress')
    return present({ target: container_port, published: host_port, host_ip, protocol, mode: publish_mode });
  const host = host_ip === null ? [host_port].filter((fixed) => fixed !== null) : [host_ip, host_port ?? ''];
  return `${[...host, container_port].join(':')}${protocol === 'tcp' ? '' : `/${protocol}`}`;
}

/** One that is switched off says nothing else: not every Compose takes a test that is none. */
function renderHealthcheck(spec: HealthcheckSpec): Record<string, unknown> {
  if (isSwitchedOff(spec)) return { disable: true };
  return {
    test: escaped(execForm(spec.test) ?? spec.test),
    interval: durationText(spec.interval_seconds),
    timeout: durationText(spec.timeout_seconds),
    retries: spec.retries,
    start_period: durationText(spec.start_period_seconds),
  };
}
