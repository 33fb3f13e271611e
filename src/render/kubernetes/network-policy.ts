import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { ResolvedStack } from '../resolved.js';
import { metadata, selector } from './metadata.js';
import { objectName } from './names.js';

/** The stack's own network: its pods are reached by each other only. It takes effect where the cluster enforces it. */
export function stackNetwork(stack: ResolvedStack): NetworkPolicy[] {
  if (stack.instances.length === 0) return [];
  const meta = metadata(stack, objectName(stack.network_name));
  const spec = { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] };
  return [{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: meta, spec }];
}

/** The way from the proxy of the cluster, which is outside the namespace, to the ports that domains lead to. */
export function proxyAccess(stack: ResolvedStack, instance_id: string, ports: number[]): NetworkPolicy[] {
  const meta = metadata(stack, objectName(`${stack.network_name}-${instance_id}`), instance_id);
  const opened = [...new Set(ports)].map((port) => ({ port, protocol: 'TCP' }));
  const podSelector = { matchLabels: selector(stack, instance_id) };
  const spec = { podSelector, policyTypes: ['Ingress'], ingress: [{ ports: opened }] };
  return [{ apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: meta, spec }];
}
