import { defineRenderer } from '../define-renderer.js';
import { YAML_FILE } from '../presentation.js';
import { ofInstance, type PartLoss } from '../loss.js';
import { eachInSteps, type InSteps } from '../../common/in-steps.js';
import { type Rendered, type Renderer, type ResolvedInstance, type ResolvedStack } from '../resolved.js';
import { COMMAND_KEYS } from './command.js';
import { configLosses, configObjects } from './config-map.js';
import { unreadKeys } from './options.js';
import { routes, service } from './network.js';
import { stackNetwork } from './network-policy.js';
import { withKnownTexts } from './marked.js';
import { POD_KEYS } from './pod.js';
import { containerPorts, PORT_KEYS } from './ports.js';
import { PROBE_KEYS } from './probes.js';
import { RESOURCE_KEYS } from './resources.js';
import { SECURITY_KEYS } from './security.js';
import {
  claimLosses,
  claims,
  type ClaimUses,
  claimUses,
  STORAGE_KEYS,
  storageSettings,
  unusedSettings,
} from './storage.js';
import { VOLUME_KEYS } from './volumes.js';
import { workload } from './workload.js';

/**
 * Manifests for the namespace `devarch-{stack}`, which must exist, as must the Secret `{stack}-secrets`: no object of the
 * whole cluster and no secret value is rendered. What Kubernetes has no word for is reported.
 */
export const kubernetesRenderer: Renderer = defineRenderer({
  target: 'kubernetes',
  presentation: { ...YAML_FILE, asOne },
  settings: {
    image_name: 'rendered',
    image_tag: 'rendered',
    command: 'rendered',
    restart_policy: 'rendered',
    user_spec: 'rendered',
  },
  facets: {
    ports: 'rendered',
    volumes: 'rendered',
    env_vars: 'rendered',
    labels: 'rendered',
    domains: 'rendered',
    healthcheck: 'rendered',
    config_files: 'rendered',
    options: 'rendered',
  },
  renderInSteps: renderKubernetes,
});

const READ_KEYS = new Set([
  ...[COMMAND_KEYS, POD_KEYS, PORT_KEYS, PROBE_KEYS, RESOURCE_KEYS, SECURITY_KEYS, STORAGE_KEYS, VOLUME_KEYS].flat(),
]);

function* renderKubernetes(stack: ResolvedStack): InSteps<Rendered> {
  const uses = claimUses(stack);
  const parts = yield* eachInSteps(stack.instances, (instance) => renderInstance(stack, instance, uses));
  return {
    documents: [...stackNetwork(stack), ...claims(stack, uses), ...parts.flatMap(({ documents }) => documents)],
    losses: parts.flatMap(({ losses }) => losses),
  };
}

function renderInstance(stack: ResolvedStack, resolved: ResolvedInstance, uses: ClaimUses): Rendered {
  const { instance, losses: unknown } = withKnownTexts(resolved);
  const ports = containerPorts(instance);
  const runs = workload(stack, instance, ports.value);
  const reached = service(stack, instance, ports.value);
  const routed = routes(stack, instance, ports.value);
  const losses: PartLoss[] = [
    ...unknown,
    ...[reached, ports, runs, routed, storageSettings(instance)].flatMap((part) => part.losses),
    ...unusedSettings(uses, instance),
    ...claimLosses(uses, instance),
    ...configLosses(instance),
    ...unreadKeys(instance.options, READ_KEYS),
  ];
  return {
    documents: [...configObjects(stack, instance), runs.value, reached.value, ...routed.value],
    losses: ofInstance(instance.instance_id, losses),
  };
}

/** One object is itself; several are a list as kubectl takes it. */
function asOne(objects: readonly object[]): object {
  const [only, ...others] = objects;
  return only && others.length === 0 ? only : { apiVersion: 'v1', kind: 'List', items: objects };
}
