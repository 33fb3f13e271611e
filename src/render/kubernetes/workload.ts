import type { Deployment, StatefulSet } from 'kubernetes-types/apps/v1.js';
import type { Container, PodSpec, PodTemplateSpec } from 'kubernetes-types/core/v1.js';
import { type Expressed, filled, loss, type PartLoss } from '../loss.js';
import type { ResolvedInstance, ResolvedStack } from '../resolved.js';
import { commandLine } from './command.js';
import { configDigest } from './config-map.js';
import { environment } from './environment.js';
import { instanceLabels, metadata, selector, withLabels } from './metadata.js';
import { objectName, STATEFUL_MAX } from './names.js';
import { podOptions, processOptions } from './pod.js';
import type { Port } from './ports.js';
import { probes } from './probes.js';
import { replicas, resources } from './resources.js';
import { security } from './security.js';
import { isClaim } from './storage.js';
import { mounts } from './volumes.js';

/** Annotation of the pods that changes with the config files, so that the pods are replaced. */
const DIGEST = 'devarch/config-digest';

/** What runs an instance: a StatefulSet where it keeps data, so that never two pods write to it; else a Deployment. */
export function workload(
  stack: ResolvedStack,
  instance: ResolvedInstance,
  ports: Port[],
): Expressed<Deployment | StatefulSet> {
  const { instance_id } = instance;
  const labels = instanceLabels(instance);
  const is_stateful = instance.volumes.some(isClaim);
  const pod = podSpec(stack, instance, ports, is_stateful);
  const meta = withLabels(metadata(stack, objectName(instance_id), instance_id), labels.value);
  const digest = configDigest(instance);
  const annotations = { ...labels.value.annotations, ...(digest !== undefined && { [DIGEST]: digest }) };
  const template: PodTemplateSpec = {
    metadata: { labels: meta.labels, ...filled({ annotations }) },
    spec: pod.value,
  };
  const spec = { replicas: replicas(instance), selector: { matchLabels: selector(stack, instance_id) }, template };
  const name = objectName(instance_id, STATEFUL_MAX);
  const value: Deployment | StatefulSet = is_stateful
    ? {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { ...meta, name },
        spec: { serviceName: meta.name, ...spec },
      }
    : { apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta, spec };
  return { value, losses: [...settingLosses(instance), ...labels.losses, ...pod.losses] };
}

function podSpec(
  stack: ResolvedStack,
  instance: ResolvedInstance,
  ports: Port[],
  is_stateful: boolean,
): Expressed<PodSpec> {
  const parts = {
    env: environment(stack, instance),
    command: commandLine(instance),
    probes: probes(instance),
    mounts: mounts(instance),
    resources: resources(instance),
    security: security(instance),
    process: processOptions(instance),
    options: podOptions(instance, is_stateful),
  };
  const container: Container = {
    name: objectName(instance.container_name),
    image: instance.image,
    ...parts.process.value,
    ...parts.command.value,
    ...filled({ ports, env: parts.env.value, resources: parts.resources.value }),
    ...parts.probes.value,
    ...filled({ volumeMounts: parts.mounts.value.volumeMounts }),
    ...parts.security.value.container,
  };
  const value: PodSpec = {
    ...{ automountServiceAccountToken: false, enableServiceLinks: false, restartPolicy: 'Always' },
    ...parts.security.value.pod,
    ...parts.options.value,
    containers: [container],
    ...filled({ volumes: parts.mounts.value.volumes }),
  };
  return { value, losses: Object.values(parts).flatMap(({ losses }) => losses) };
}

/** Settings that mean something else, or nothing, in a cluster. */
function settingLosses({ restart, depends_on, container_name }: ResolvedInstance): PartLoss[] {
  const name = objectName(container_name);
  const always = 'pods of a Deployment or StatefulSet are always restarted';
  return [
    ...(name === container_name ? [] : [loss('container-name', '/container_name', `is called ${name} in the pod`)]),
    ...(/^(no|on-failure)/.test(restart) ? [loss('restart-policy', '/restart_policy', always)] : []),
    ...depends_on.map(({ instance_id }) =>
      loss(
        'dependency-not-awaited',
        '/dependencies',
        `starts without waiting for ${instance_id}, again until it succeeds`,
      ),
    ),
  ];
}
