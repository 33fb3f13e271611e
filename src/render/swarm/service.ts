import { isObject } from '../../common/fields.js';
import { type Expressed, filled, loss, type PartLoss } from '../loss.js';
import type { ResolvedEnvVar, ResolvedInstance } from '../resolved.js';
import { type SwarmConfig, swarmConfigs } from './configs.js';
import { swarmDeploy } from './deploy.js';
import { escapeDollars } from '../dollars.js';
import { renderExtension } from '../extension.js';
import { swarmOptions } from './options.js';
import { swarmHealthcheck } from './healthcheck.js';
import type { SwarmPort } from './ports.js';
import { splitWords } from '../words.js';
import { swarmMounts } from './volumes.js';

export interface SwarmService {
  service: object;
  configs: SwarmConfig[];
}

/** What an instance needs to know of its stack. */
export interface SwarmContext {
  stack_name: string;
  ports: Expressed<SwarmPort[]>;
}

/** One service of the stack file. What `options` says never replaces what a facet or setting says. */
export function swarmService(instance: ResolvedInstance, context: SwarmContext): Expressed<SwarmService> {
  const labels = Object.fromEntries(Object.entries(instance.labels).map(([key, value]) => [key, escapeDollars(value)]));
  const deploy = swarmDeploy(instance, labels);
  const mounts = swarmMounts(instance);
  const configs = swarmConfigs(context.stack_name, instance);
  const healthcheck = swarmHealthcheck(instance);
  const options = swarmOptions(instance);
  const settings = {
    image: escapeDollars(instance.image),
    command: isLine(instance.command) ? escapeCommand(instance.command) : undefined,
    user: instance.user === null ? undefined : escapeDollars(instance.user),
    environment: Object.fromEntries(instance.env_vars.map((variable) => [variable.key, valueOf(variable)])),
    ports: inMode(deploy.value, context.ports.value),
    volumes: mounts.value,
    configs: configs.value,
    labels,
    healthcheck: healthcheck.value,
    depends_on: [...new Set(instance.depends_on.map(({ instance_id }) => instance_id))],
    deploy: deploy.value,
    'x-devarch': renderExtension(instance),
  };
  const parts = [context.ports, mounts, configs, healthcheck, deploy, options];
  return {
    value: { service: filled({ ...settings, ...options.value }), configs: configs.value },
    losses: [...settingLosses(instance), ...parts.flatMap(({ losses }) => losses)],
  };
}

/** What no service of a stack file has a place for. */
function settingLosses({ command, env_vars, depends_on }: ResolvedInstance): PartLoss[] {
  const names = 'swarm names containers itself; the identity labels find them';
  const empty = 'an empty value gives way to a variable of that name in the shell that deploys';
  const dependencies = depends_on.map(({ instance_id }) =>
    loss(
      'dependency-not-awaited',
      '/dependencies',
      `swarm starts everything at once and does not wait for ${instance_id}`,
    ),
  );
  const emptied = env_vars.flatMap(({ value, secret }, index) =>
    value === '' && secret === null ? [loss('empty-value-open', `/env_vars/${index}`, empty)] : [],
  );
  const unreadable = loss('command-unreadable', '/command', 'has a quote that is left open; left out');
  return [
    loss('container-name-dropped', '/container_name', names),
    ...(isLine(command) ? [] : [unreadable]),
    ...emptied,
    ...dependencies,
  ];
}

/** Whether swarm can split the text into words. */
function isLine(command: string | string[] | null): boolean {
  return typeof command !== 'string' || splitWords(command) !== undefined;
}

function escapeCommand(command: string | string[] | null): string | string[] | undefined {
  if (command === null) return undefined;
  return typeof command === 'string' ? escapeDollars(command) : command.map(escapeDollars);
}

/** A secret is the variable that the deploying shell holds. */
function valueOf({ value, secret }: ResolvedEnvVar): string | null {
  if (secret !== null) return `\${${secret}}`;
  return value === null ? null : escapeDollars(value);
}

/** Swarm refuses ports of the whole cluster where names resolve to the containers themselves. */
function inMode(deploy: object, ports: SwarmPort[]): SwarmPort[] {
  const direct = isObject(deploy) && deploy.endpoint_mode === 'dnsrr';
  return direct ? ports.map((port) => ({ ...port, mode: 'host' })) : ports;
}
