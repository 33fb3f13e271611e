import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';
import { type Expressed, filled, loss, type PartLoss } from '../loss.js';
import type { ResolvedInstance, ResolvedStack } from '../resolved.js';
import { namespaceOf } from './names.js';

/** Metadata that every object has. */
export type Metadata = ObjectMeta & { name: string; namespace: string; labels: Record<string, string> };

type Texts = Record<string, string>;

const PREFIX = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/i;
const NAME = /^[a-z0-9]([-a-z0-9_.]*[a-z0-9])?$/i;

/** The labels by which the objects of a stack, or of one of its instances, are found. They never change with an edit. */
export function selector({ name }: Pick<ResolvedStack, 'name'>, instance_id?: string): Texts {
  return { 'devarch.stack': name, ...(instance_id !== undefined && { 'devarch.instance': instance_id }) };
}

export function metadata(stack: ResolvedStack, name: string, instance_id?: string): Metadata {
  const labels = { ...selector(stack, instance_id), 'devarch.managed_by': 'devarch' };
  return { name, namespace: namespaceOf(stack), labels };
}

/** Labels of the instance: those whose value is no label's in Kubernetes become annotations, which take any text. */
export function instanceLabels(instance: ResolvedInstance): Expressed<{ labels: Texts; annotations: Texts }> {
  const entries = Object.entries(instance.labels);
  const usable = entries.filter(([key]) => isKey(key));
  const losses = entries.flatMap(([key], index): PartLoss[] => {
    const message = 'its key is none that Kubernetes takes for labels and annotations; left out';
    return isKey(key) ? [] : [loss('label-key', `/labels/${index}`, message)];
  });
  return {
    value: {
      labels: Object.fromEntries(usable.filter(([, value]) => isLabelValue(value))),
      annotations: Object.fromEntries(usable.filter(([, value]) => !isLabelValue(value))),
    },
    losses,
  };
}

/** Metadata of the workload and of its pods: its own labels win. */
export function withLabels(
  { name, namespace, labels }: Metadata,
  own: { labels: Texts; annotations: Texts },
): Metadata {
  return { name, namespace, labels: { ...own.labels, ...labels }, ...filled({ annotations: own.annotations }) };
}

/** A name, with an optional host name before a slash. */
function isKey(key: string): boolean {
  const [name = '', prefix, ...rest] = key.split('/').toReversed();
  const prefixed = prefix === undefined || (prefix.length <= 253 && PREFIX.test(prefix));
  return rest.length === 0 && prefixed && name.length <= 63 && NAME.test(name);
}

function isLabelValue(value: string): boolean {
  return value === '' || (value.length <= 63 && NAME.test(value));
}
