import { heldAs, type InstanceScope, type StackScope } from '../references/scope.js';
import type { EffectiveConfig } from './dto/effective-answers.js';
import type { StackVariables } from './effective.query.js';

/** What the references of a stack may mean. */
interface Referable {
  name: string;
  network_name: string;
  instances: readonly EffectiveConfig[];
  variables: StackVariables;
}

/** A stack as its references see it: what is stored of every live instance, and the variables. Pure. */
export function scopeOf({ name, network_name, instances, variables }: Referable): StackScope {
  return {
    ...{ name, network_name },
    variables: new Map(variables.map((variable) => [variable.key, heldAs(variable)])),
    instances: new Map(instances.map((config) => [config.instance_id, instanceScope(config)])),
  };
}

function instanceScope({ instance_id, container_name, image_tag, ...config }: EffectiveConfig): InstanceScope {
  return {
    ...{ instance_id, container_name, image_tag, ports: config.ports },
    env: new Map(config.env_vars.map((variable) => [variable.key, heldAs(variable)])),
    domains: config.domains.map(({ domain }) => domain),
    links: new Map(config.dependencies.map(({ link, resolved_to }) => [link, resolved_to])),
  };
}
