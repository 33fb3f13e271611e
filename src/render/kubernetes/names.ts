import { digestOf } from '../../common/distinct-names.js';
import type { ResolvedStack } from '../resolved.js';

/** The strictest rule for names of objects (DNS-1035), which holds for services: it starts with a letter. */
const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const MAX = 63;
const DIGEST = 9;

/** The text itself where it is a valid name; otherwise one close to it, told from others by a digest. */
export function objectName(text: string, max = MAX): string {
  if (text.length <= max && LABEL.test(text)) return text;
  const plain = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const started = plain.replace(/^-+/, '').replace(/^(?=\d|$)/, 'x-');
  return `${started.slice(0, max - DIGEST).replace(/-+$/, '')}-${digestOf(text)}`;
}

/** A namespace per stack, as it has a network of its own elsewhere: names of instances are unique within it only. */
export function namespaceOf({ name }: Pick<ResolvedStack, 'name'>): string {
  return objectName(`devarch-${name}`);
}

/** The Secret that holds the values of a stack's secrets, by the names that they have in every render. */
export function secretOf({ name }: Pick<ResolvedStack, 'name'>): string {
  return objectName(`${name}-secrets`);
}

/** Pods of a StatefulSet carry its name with a suffix of eleven characters in a label. */
export const STATEFUL_MAX = 52;

/** A key in the data of a ConfigMap or Secret. */
export function isDataKey(text: string): boolean {
  return text.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(text) && text !== '.' && !text.startsWith('..');
}

export function dataKey(text: string): string {
  return isDataKey(text) ? text : `key-${digestOf(text)}`;
}
