import { defineRenderer } from '../define-renderer.js';
import { YAML_FILE } from '../presentation.js';
import { eachInSteps, type InSteps } from '../../common/in-steps.js';
import { type Rendered, type Renderer, type ResolvedStack } from '../resolved.js';
import { renderConfigs } from './configs.js';
import { mergeOptions } from './options.js';
import { ofInstance } from '../loss.js';
import { optionLosses, volumeConflicts } from '../mount-options.js';
import { renderVolumes } from './mounts.js';
import { renderExtension } from '../extension.js';
import { OWN_NETWORK, present, renderService } from './service.js';

/** A stack as one Compose file that runs as it is. */
export const composeRenderer: Renderer = defineRenderer({
  target: 'compose',
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
  renderInSteps: render,
});

function* render({ name, network_name, instances }: ResolvedStack): InSteps<Rendered> {
  const configs = renderConfigs(instances);
  const names = new Set(instances.map(({ instance_id }) => instance_id));
  const services = yield* eachInSteps(instances, (instance) => {
    const own = renderService(instance, configs.uses.get(instance.instance_id) ?? []);
    const { service, losses } = mergeOptions(own, instance, names);
    return { instance, losses, service: { ...service, ...present({ 'x-devarch': renderExtension(instance) }) } };
  });
  const volumes = renderVolumes(instances);
  yield;
  const document = {
    name,
    services: Object.fromEntries(services.map(({ instance, service }) => [instance.instance_id, service])),
    networks: { [OWN_NETWORK]: { name: network_name } },
    ...present({
      volumes,
      configs: configs.definitions,
    }),
  };
  const options = yield* eachInSteps(instances, ({ instance_id, volumes: mounts }) =>
    ofInstance(
      instance_id,
      mounts.flatMap((volume, index) => optionLosses(volume, `/volumes/${index}`)),
    ),
  );
  const parts = [services.flatMap(({ losses }) => losses), configs.losses, options.flat(), volumeConflicts(instances)];
  return { documents: [document], losses: parts.flat() };
}
