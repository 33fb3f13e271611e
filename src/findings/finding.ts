import { byKey } from '../facets/merge.js';

/** What a finding may be about. The order is that of the answer, within one severity. */
export const FINDING_KINDS = [
  'port-clash',
  'secret-exposed',
  'reference-unresolved',
  'reference-cycle',
  'dependency-cycle',
  'link-unresolved',
  'link-ambiguous',
  'link-rerouted',
  'dependency-without-healthcheck',
  'dependency-never-completes',
  'domain-clash',
  'domain-overlap',
  'secret-without-value',
  'variable-without-value',
  'reference-to-disabled',
  'reference-not-read',
  'host-access',
  'secret-detected',
  'volume-shared',
  'container-name-clash',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** error: will not start, or not as meant. warning: starts, and may surprise. info: worth knowing. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface InvolvedInstance {
  stack: string;
  instance_id: string;
}

/** A request to this API that would settle the matter; the path is that below the prefix. */
export interface SuggestedRequest {
  method: 'POST' | 'PUT' | 'PATCH';
  path: string;
  body: object;
}

export interface Suggestion {
  text: string;
  /** Null where it takes a decision or a value that only a person has. */
  request: SuggestedRequest | null;
}

/** Something about a stack that its user may want to know. Never an obstacle to anything. */
export interface Finding {
  kind: FindingKind;
  severity: Severity;
  /** What it is about: a port or range of ports, a domain, a template, a variable, a volume, a container name, a place as JSON pointer. */
  subject: string;
  message: string;
  /** Those of the stack first; cut to the first of them where there are many. */
  instances: InvolvedInstance[];
  /** How many are involved in all. */
  instance_count: number;
  suggestion: Suggestion | null;
}

/** Instances elsewhere that claim the same: the first of them by age, and how many there are. */
export interface Elsewhere {
  elsewhere: InvolvedInstance[];
  elsewhere_count: number;
}

/** How many instances a finding names. */
export const INSTANCES_SHOWN = 20;

/** The instances of a finding: some of the stack, in the order given and each once, then those elsewhere. */
export function involved(stack: string, own: readonly string[], others?: Elsewhere) {
  const names = [...new Set(own)].map((instance_id) => ({ stack, instance_id }));
  return {
    instances: [...names, ...(others?.elsewhere ?? [])].slice(0, INSTANCES_SHOWN),
    instance_count: names.length + (others?.elsewhere_count ?? 0),
  };
}

/** Things of a stack by the instance that they belong to, in the order given. */
export function byInstance<Item extends { instance_id: string }>(items: readonly Item[]): Map<string, Item[]> {
  return byKey({ key: ({ instance_id }: Item) => instance_id }, items);
}

const NAMED = 5;

/** The same instances in a sentence. */
export function claimants(stack: string, own: readonly string[], others?: Elsewhere): string {
  const names = own.map((instance_id) => `${stack}/${instance_id}`);
  const elsewhere = (others?.elsewhere ?? []).map((other) => `${other.stack}/${other.instance_id}`);
  return inWords([...names, ...elsewhere], own.length + (others?.elsewhere_count ?? 0));
}

/** Names in a sentence: the first few, and how many more there are. */
export function inWords(names: readonly string[], count = names.length): string {
  const shown = names.slice(0, count > NAMED ? NAMED - 1 : NAMED);
  const more = count - shown.length;
  const last = more > 0 ? `${more} more` : shown.pop();
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : String(last);
}
