import { defineRenderer } from '../define-renderer.js';
import { YAML_FILE } from '../presentation.js';
import { filled, ofInstance } from '../loss.js';
import { eachInSteps, type InSteps } from '../../common/in-steps.js';
import { type Rendered, type Renderer, type ResolvedStack } from '../resolved.js';
import { escapeDollars } from '../dollars.js';
import { volumeConflicts } from '../mount-options.js';
import { publishPorts } from './ports.js';
import { swarmService } from './service.js';
import { swarmVolumes } from './volumes.js';

/** The version of the format, whose schema `docker stack deploy` checks a file against. */
const VERSION = '3.9';

/**
 * One file for `docker stack deploy -c <file> <stack>`. Secrets are variables of the deploying shell; config files are
 * swarm configs that exist before; what swarm ignores or refuses is left out and reported.
 */
export const swarmRenderer: Renderer = defineRenderer({
  target: 'swarm',
  presentation: YAML_FILE,
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
  renderInSteps: renderSwarm,
});

function* renderSwarm(stack: ResolvedStack): InSteps<Rendered> {
  const ports = publishPorts(stack.instances);
  const parts = yield* eachInSteps(stack.instances, (instance) => {
    const published = ports.get(instance.instance_id) ?? { value: [], losses: [] };
    const { value, losses } = swarmService(instance, { stack_name: stack.name, ports: published });
    return { instance_id: instance.instance_id, ...value, losses: ofInstance(instance.instance_id, losses) };
  });
  const configs = parts.flatMap((part) => part.configs.map(({ source }) => [source, { external: true }]));
  const volumes = swarmVolumes(stack.instances);
  yield;
  const document = {
    version: VERSION,
    services: Object.fromEntries(parts.map(({ instance_id, service }) => [instance_id, service])),
    networks: { default: { name: escapeDollars(stack.network_name), driver: 'overlay' } },
    volumes,
    configs: Object.fromEntries(configs),
  };
  const rendered = { ...filled(document), services: document.services };
  yield;
  return {
    documents: [rendered],
    losses: [...parts.flatMap(({ losses }) => losses), ...volumeConflicts(stack.instances)],
  };
}
