import type { Deployment, StatefulSet } from 'kubernetes-types/apps/v1.js';
import type {
  ConfigMap,
  Container,
  PersistentVolumeClaim,
  PodSpec,
  Probe,
  Secret,
  Service,
} from 'kubernetes-types/core/v1.js';
import type { Ingress, NetworkPolicy } from 'kubernetes-types/networking/v1.js';

type Workload = Deployment | StatefulSet;
export type Manifest = Workload | Service | ConfigMap | Secret | PersistentVolumeClaim | Ingress | NetworkPolicy;

const LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/i;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const DATA_KEY = /^(?!\.\.)(?!\.$)[-._a-zA-Z0-9]{1,253}$/;
const ENV_NAME = /^(?!\.\.)(?!\.$)[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const QUANTITY = /^\d+(\.\d+)?(Ki|Mi|Gi|Ti|Pi|K|M|G|T|P)?$/;
const VERSIONS: Record<string, string> = {
  ...{
    Deployment: 'apps/v1',
    StatefulSet: 'apps/v1',
    Service: 'v1',
    ConfigMap: 'v1',
    Secret: 'v1',
    PersistentVolumeClaim: 'v1',
  },
  ...{ Ingress: 'networking.k8s.io/v1', NetworkPolicy: 'networking.k8s.io/v1' },
};

/** What a cluster would refuse of the manifests, or what would lead nowhere. */
export function manifestErrors(manifests: Manifest[]): string[] {
  const ids = manifests.map(({ kind, metadata }) => `${kind}/${metadata?.name}`);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} is there twice`),
    ...manifests.flatMap((manifest) => {
      const errors = [...metadataErrors(manifest), ...kindErrors(manifest, manifests)];
      return errors.map((error) => `${manifest.kind}/${manifest.metadata?.name}: ${error}`);
    }),
  ];
}

function metadataErrors({ apiVersion, kind, metadata }: Manifest): string[] {
  return failed({
    [`apiVersion ${apiVersion}`]: VERSIONS[String(kind)] === apiVersion,
    name: LABEL.test(metadata?.name ?? ''),
    namespace: LABEL.test(metadata?.namespace ?? ''),
    ...labelRules(metadata?.labels),
    annotations: Object.keys(metadata?.annotations ?? {}).every((key) => LABEL_KEY.test(key)),
  });
}

function labelRules(labels: Record<string, string> = {}) {
  return {
    label: Object.entries(labels).every(([key, value]) => LABEL_KEY.test(key) && LABEL_VALUE.test(value)),
  };
}

function kindErrors(manifest: Manifest, all: Manifest[]): string[] {
  if (manifest.kind === 'Deployment' || manifest.kind === 'StatefulSet') return workloadErrors(manifest, all);
  if (manifest.kind === 'Service') return serviceErrors(manifest, all);
  if (manifest.kind === 'Ingress') return ingressErrors(manifest, all);
  if (manifest.kind === 'ConfigMap')
    return failed({ keys: Object.keys(manifest.data ?? {}).every((key) => DATA_KEY.test(key)) });
  if (manifest.kind === 'Secret')
    return failed({ keys: Object.keys(manifest.stringData ?? {}).every((key) => DATA_KEY.test(key)) });
  if (manifest.kind === 'PersistentVolumeClaim')
    return failed({
      modes: manifest.spec?.accessModes?.length === 1,
      size: QUANTITY.test(manifest.spec?.resources?.requests?.storage ?? ''),
    });
  return failed({ policy: manifest.kind === 'NetworkPolicy' && manifest.spec?.podSelector !== undefined });
}

function workloadErrors({ kind, metadata, spec }: Workload, all: Manifest[]): string[] {
  const labels = spec?.template.metadata?.labels ?? {};
  const selector = Object.entries(spec?.selector.matchLabels ?? {});
  const pod = spec?.template.spec;
  if (!pod) return ['no pod'];
  return [
    ...failed({
      selector: selector.length > 0 && selector.every(([key, value]) => labels[key] === value),
      ...labelRules(labels),
      'length of the name': kind === 'Deployment' || (metadata?.name ?? '').length <= 52,
      service: kind === 'Deployment' || !spec || !('serviceName' in spec) || named('Service', spec.serviceName, all),
      replicas: Number.isInteger(spec?.replicas),
      restart: pod.restartPolicy === 'Always',
      hostname: pod.hostname === undefined || LABEL_VALUE.test(pod.hostname),
      containers: pod.containers.length === 1,
    }),
    ...pod.containers.flatMap((container) => containerErrors(container, pod, all)),
  ];
}

function containerErrors(container: Container, pod: PodSpec, all: Manifest[]): string[] {
  const { env = [], ports = [], volumeMounts = [], securityContext, resources } = container;
  const volumes = pod.volumes ?? [];
  const mounted = new Set(volumeMounts.map(({ name }) => name));
  return failed({
    name: LABEL.test(container.name),
    image: (container.image ?? '') !== '',
    env: env.every(({ name }) => ENV_NAME.test(name)) && isUnique(env.map(({ name }) => name)),
    'env sources': env.every(({ value, valueFrom }) => (value === undefined) !== (valueFrom === undefined)),
    'secret keys': env.every(({ valueFrom }) => !valueFrom || DATA_KEY.test(valueFrom.secretKeyRef?.key ?? '')),
    ports: ports.every(({ containerPort, name = '' }) => containerPort > 0 && /^[a-z0-9-]{1,15}$/.test(name)),
    'port names': isUnique(ports.map(({ name }) => name)),
    'mount paths':
      isUnique(volumeMounts.map(({ mountPath }) => mountPath)) &&
      volumeMounts.every(({ mountPath }) => !mountPath.includes(':')),
    'mounts refer to volumes': volumeMounts.every(({ name }) => volumes.some((volume) => volume.name === name)),
    'volumes are mounted': volumes.every(({ name }) => LABEL.test(name) && mounted.has(name)),
    'volume names': isUnique(volumes.map(({ name }) => name)),
    'host paths': volumes.every(
      ({ hostPath }) => !hostPath || (hostPath.path.startsWith('/') && !hostPath.path.split('/').includes('..')),
    ),
    'config maps': volumes.every(({ configMap }) => !configMap || hasKeys(configMap.name, configMap.items ?? [], all)),
    'config modes': volumes.every(({ configMap }) =>
      (configMap?.items ?? []).every(({ mode = 0 }) => mode >= 0 && mode <= 0o777),
    ),
    escalation: !(securityContext?.privileged && securityContext.allowPrivilegeEscalation === false),
    quantities: Object.values({ ...resources?.limits, ...resources?.requests }).every((value) => QUANTITY.test(value)),
    probes: [container.startupProbe, container.readinessProbe, container.livenessProbe].every(isProbe),
  });
}

function serviceErrors({ spec }: Service, all: Manifest[]): string[] {
  const ports = spec?.ports ?? [];
  return failed({
    'ports or no address': ports.length > 0 !== (spec?.clusterIP === 'None'),
    'port names': isUnique(ports.map(({ name }) => name)),
    selector: all.some(
      (other) =>
        (other.kind === 'Deployment' || other.kind === 'StatefulSet') &&
        JSON.stringify(other.spec?.selector.matchLabels) === JSON.stringify(spec?.selector),
    ),
  });
}

function ingressErrors({ spec }: Ingress, all: Manifest[]): string[] {
  const services = all.flatMap((other) => (other.kind === 'Service' ? [other] : []));
  const backends = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend.service);
  return failed({
    rules: backends.length > 0,
    hosts: (spec?.rules ?? []).every(({ host = '' }) => /^(\*\.)?[a-z0-9.-]+$/.test(host) && !/^[\d.]+$/.test(host)),
    backends: backends.every((backend) =>
      services.some(
        ({ metadata, spec: service }) =>
          metadata?.name === backend?.name && service?.ports?.some(({ port }) => port === backend?.port?.number),
      ),
    ),
  });
}

function isProbe(probe: Probe | undefined): boolean {
  if (!probe) return true;
  const { exec, periodSeconds = 0, timeoutSeconds = 0, failureThreshold = 0 } = probe;
  return (exec?.command?.length ?? 0) > 0 && [periodSeconds, timeoutSeconds, failureThreshold].every((it) => it >= 1);
}

function hasKeys(name: string | undefined, items: { key: string }[], all: Manifest[]): boolean {
  return all.some(
    (other) =>
      other.kind === 'ConfigMap' &&
      other.metadata?.name === name &&
      items.every(({ key }) => Object.hasOwn(other.data ?? {}, key)),
  );
}

function named(kind: Manifest['kind'], name: string, all: Manifest[]): boolean {
  return all.some((other) => other.kind === kind && other.metadata?.name === name);
}

function isUnique(items: unknown[]): boolean {
  return new Set(items).size === items.length;
}

/** The names of the rules that do not hold. */
function failed(rules: Record<string, boolean>): string[] {
  return Object.keys(rules).filter((rule) => !rules[rule]);
}
