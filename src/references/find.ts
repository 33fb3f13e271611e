import { nearest } from '../common/nearest.js';
import { OWN_NAMES, type Reference, referenceText } from './reference.js';
import type { Held, InstanceScope, Place, StackScope } from './scope.js';

/** What a reference leads to: a text at once, what is stored at a place, or nothing, for the reason given. */
export type Found = { text: string } | { place: Place; held: Held } | Missing;

/** Why there is nothing, and what there is instead, which takes a search. */
export interface Missing {
  missing: string;
  candidates: () => string[];
}

/**
 * Where a reference leads, seen from an instance (from none: a variable of the stack). A link goes before an instance of
 * the same name. Pure.
 */
export function find(stack: StackScope, self: InstanceScope | undefined, reference: Reference): Found {
  const { name, attribute, argument } = reference;
  if (attribute === 'variable') return findVariable(stack, argument);
  if (name === OWN_NAMES.stack) return { text: attribute === 'name' ? stack.name : stack.network_name };
  const target = findInstance(stack, self, name);
  return 'missing' in target ? target : ATTRIBUTES[attribute === 'network_name' ? 'name' : attribute](target, argument);
}

function findInstance(stack: StackScope, self: InstanceScope | undefined, name: string): InstanceScope | Missing {
  if (name === OWN_NAMES.self) return self ?? missing('self is an instance, and a variable of the stack has none');
  const linked = self?.links.get(name);
  if (linked === null) return missing(`the link ${name} leads to no instance`);
  const instance = stack.instances.get(linked ?? name);
  if (instance) return instance;
  const names = () => nearest(name, [...(self?.links.keys() ?? []), ...stack.instances.keys()]);
  return missing(`there is no link and no instance ${name}`, names);
}

function findVariable({ variables }: StackScope, key: string): Found {
  const held = variables.get(key);
  if (held) return { place: { of: 'stack', key }, held };
  return missing(`the stack has no variable ${key}`, () => nearest(key, variables.keys()));
}

type Finder = (target: InstanceScope, argument: string) => Found;

const plain = (text: string): Held => ({ text, has_value: true, secret: false, fingerprint: null });

const ATTRIBUTES: Record<Exclude<Reference['attribute'], 'variable' | 'network_name'>, Finder> = {
  host: ({ instance_id }) => ({ text: instance_id }),
  name: ({ instance_id }) => ({ text: instance_id }),
  container_name: ({ container_name }) => ({ text: container_name }),
  image_tag: ({ instance_id, image_tag }) => ({
    place: { of: 'instance', instance_id, attribute: 'image_tag', key: '' },
    held: plain(image_tag),
  }),
  env: ({ instance_id, env }, key) => {
    const held = env.get(key);
    if (held) return { place: { of: 'instance', instance_id, attribute: 'env', key }, held };
    return missing(`${instance_id} has no env var ${key}`, () => nearest(key, env.keys()));
  },
  port: ({ instance_id, ports }) => {
    const [only, ...others] = new Set(ports.map(({ container_port }) => container_port));
    if (only !== undefined && others.length === 0) return { text: String(only) };
    const count = only === undefined ? 'no container port' : 'several container ports';
    return missing(`${instance_id} has ${count}`, () => [only, ...others].filter((it) => it !== undefined).map(String));
  },
  host_port: ({ instance_id, ports }, argument) => {
    const [port, protocol = 'tcp'] = argument.split('/');
    const published = ports.filter((it) => it.container_port === Number(port) && it.protocol === protocol);
    const fixed = published.find(({ host_port }) => host_port !== null);
    if (fixed) return { text: String(fixed.host_port) };
    if (published.length > 0)
      return missing(`${instance_id} publishes ${port}/${protocol} on any free port of the host`);
    const known = ports
      .filter(({ host_port }) => host_port !== null)
      .map((it) => `${it.container_port}/${it.protocol}`);
    return missing(`${instance_id} publishes no port ${port}/${protocol}`, () => known);
  },
  domain: ({ instance_id, domains }) => {
    const [only, ...others] = domains;
    if (only !== undefined && others.length === 0)
      return { place: { of: 'instance', instance_id, attribute: 'domain', key: only }, held: plain(only) };
    return missing(`${instance_id} has ${only === undefined ? 'no domain' : 'several domains'}`, () => [...domains]);
  },
};

function missing(why: string, candidates: () => string[] = () => []): Missing {
  return { missing: why, candidates };
}

/** The reference in words that a person finds again, with what there is where that is looked for. */
export function leadsNowhere(reference: Reference, { missing: why, candidates }: Missing, hint: boolean): string {
  const known = hint ? candidates().slice(0, 5) : [];
  return `${referenceText(reference)} leads nowhere: ${why}${known.length > 0 ? ` (there is ${known.join(', ')})` : ''}`;
}
