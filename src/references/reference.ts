import { nearest } from '../common/nearest.js';

/** What a text may refer to, and how it is written. Pure; docs/references.md is the page for people. */

/** One reference as it was understood. */
export interface Reference {
  /** `self`, `stack`, `vars`, a link of the template, or an instance of the stack. */
  name: string;
  attribute: Attribute;
  /** The key of a variable, or the container port whose host port is meant; '' for the other attributes. */
  argument: string;
}

export type Attribute = InstanceAttribute | StackAttribute | 'variable';

/** Without and with an argument. */
const INSTANCE_ATTRIBUTES = [
  'host',
  'name',
  'container_name',
  'image_tag',
  'port',
  'domain',
  'env',
  'host_port',
] as const;
const STACK_ATTRIBUTES = ['name', 'network_name'] as const;

export type InstanceAttribute = (typeof INSTANCE_ATTRIBUTES)[number];
export type StackAttribute = (typeof STACK_ATTRIBUTES)[number];

/** How an attribute is written out. */
const SHAPES: Record<InstanceAttribute, string> = {
  host: 'host',
  name: 'name',
  container_name: 'container_name',
  image_tag: 'image_tag',
  port: 'port',
  domain: 'domain',
  env: 'env.KEY',
  host_port: 'host_port.5432',
};

/** A port as it is written: 1 to 65535. */
const PORT = String.raw`(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])`;

/** What follows an attribute. */
const ARGUMENTS: Record<InstanceAttribute, RegExp> = {
  ...{ host: /^$/, name: /^$/, container_name: /^$/, image_tag: /^$/, port: /^$/, domain: /^$/ },
  env: /^\.[^\s={}]+$/,
  host_port: new RegExp(`^\\.${PORT}(/(tcp|udp|sctp))?$`),
};

/** The keys that variables of a stack may have. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** The names that mean the same in every stack. An instance or link of such a name is not reached by it. */
export const OWN_NAMES = { self: 'self', stack: 'stack', vars: 'vars' } as const;

/** Whether a name is one of those. */
export function isOwnName(name: string): boolean {
  return Object.values<string>(OWN_NAMES).includes(name);
}

/** What stands between the braces, understood; a text says why it cannot be. */
export function readReference(inner: string): Reference | string {
  const text = inner.trim();
  const [, name = '', rest = ''] = /^([^.]*)(?:\.([^]*))?$/.exec(text) ?? [];
  if (!NAME.test(name)) return 'a name and an attribute are wanted, such as db.host or vars.KEY';
  if (name === OWN_NAMES.vars)
    return VARIABLE.test(rest)
      ? { name, attribute: 'variable', argument: rest }
      : 'vars is followed by a key of letters, digits and "_", such as vars.KEY';
  if (name === OWN_NAMES.stack) {
    const attribute = STACK_ATTRIBUTES.find((it) => it === rest);
    return attribute ? { name, attribute, argument: '' } : unknown(rest, name, STACK_ATTRIBUTES);
  }
  const [, word = '', more = ''] = /^([^.]*)([^]*)$/.exec(rest) ?? [];
  const attribute = INSTANCE_ATTRIBUTES.find((it) => it === word);
  if (!attribute) return unknown(word, name, INSTANCE_ATTRIBUTES);
  if (!ARGUMENTS[attribute].test(more)) return `${word} is written ${name}.${SHAPES[attribute]}`;
  return { name, attribute, argument: more.slice(1) };
}

/** One spelling per reference: without the braces and blanks. */
export function referenceText({ name, attribute, argument }: Reference): string {
  return attribute === 'variable' ? `${name}.${argument}` : [name, attribute, argument].filter(Boolean).join('.');
}

function unknown(word: string, name: string, attributes: readonly string[]): string {
  const [closest] = nearest(word, attributes);
  const meant = closest === undefined ? '' : `; did you mean ${name}.${closest}?`;
  return `${name} is followed by one of ${attributes.join(', ')}${meant}`;
}
