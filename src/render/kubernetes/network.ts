import type { Service } from 'kubernetes-types/core/v1.js';
import type { Ingress, IngressRule, NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import { type Expressed, loss, together } from '../loss.js';
import type { ResolvedInstance, ResolvedStack } from '../resolved.js';
import { metadata, selector } from './metadata.js';
import { objectName } from './names.js';
import { proxyAccess } from './network-policy.js';
import { isIngressHost, type Port } from './ports.js';

interface Route {
  host: string;
  port: number;
}

/**
 * The Service by whose name other instances reach this one. Where no port is known it has no address of its own and its
 * name leads to the pod, whatever the port.
 */
export function service(stack: ResolvedStack, { instance_id }: ResolvedInstance, ports: Port[]): Expressed<Service> {
  const name = objectName(instance_id);
  const listed = ports.map(({ containerPort, protocol, ...port }) => ({
    ...{ name: port.name, port: containerPort, targetPort: containerPort, protocol },
  }));
  const spec = {
    selector: selector(stack, instance_id),
    ...(ports.length > 0 ? { ports: listed } : { clusterIP: 'None' }),
  };
  const message = `is no name that Kubernetes takes: in the cluster others reach it as ${name}`;
  return {
    value: { apiVersion: 'v1', kind: 'Service', metadata: metadata(stack, name, instance_id), spec },
    losses: name === instance_id ? [] : [loss('name-changed', '/instance_id', message)],
  };
}

/** The domains of an instance, for the proxy of the cluster, and the way to it; none where none can be routed. */
export function routes(
  stack: ResolvedStack,
  instance: ResolvedInstance,
  ports: Port[],
): Expressed<(Ingress | NetworkPolicy)[]> {
  const { instance_id, domains } = instance;
  const fallback = ports.find(({ protocol }) => protocol === 'TCP')?.containerPort;
  const { value, losses } = together(
    domains.map(({ domain, proxy_port }, index) => route(domain, proxy_port ?? fallback, `/domains/${index}`)),
  );
  const routed = value.filter((it) => it !== undefined);
  if (routed.length === 0) return { value: [], losses };
  const name = objectName(instance_id);
  const rules = routed.map(({ host, port }): IngressRule => {
    const backend = { service: { name, port: { number: port } } };
    return { host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } };
  });
  const meta = metadata(stack, name, instance_id);
  const ingress: Ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: meta, spec: { rules } };
  const opened = routed.map(({ port }) => port);
  return { value: [ingress, ...proxyAccess(stack, instance_id, opened)], losses };
}

function route(host: string, port: number | undefined, where: string): Expressed<Route | undefined> {
  if (!isIngressHost(host))
    return { value: undefined, losses: [loss('domain-name', where, 'is no host name of an Ingress; left out')] };
  if (port === undefined)
    return { value: undefined, losses: [loss('domain-without-port', where, 'leads to no known port; left out')] };
  return { value: { host, port }, losses: [] };
}
