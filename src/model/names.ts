import { InvalidInput } from '../common/errors.js';
import { defineField, type FieldOptions, TextField, type TextRule } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';

/** Names of stacks, instances, templates and categories, and the names derived from them. Pure. */

export const NAME_MAX = LIMITS.name;
export const CONTAINER_NAME_MAX = LIMITS.container_name;
export const NETWORK_NAME_MAX = LIMITS.network_name;

const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const RESERVED = new Set(['default', 'devarch', 'system', 'none', 'all', 'trash', 'import']);
const RULE = `1 to ${NAME_MAX} characters, a–z, 0–9 and inner hyphens, starting and ending with a letter or digit`;

const nameRule: TextRule = {
  allowed: `${RULE}, and none of ${[...RESERVED].join(', ')}`,
  test: (value) => NAME.test(value) && !RESERVED.has(value),
  suggest: slug,
  schema: { pattern: NAME.source },
};

/** A name; a refused one answers with the rule and a valid name that is close to it. */
export function NameField(options: FieldOptions): PropertyDecorator {
  return TextField({ ...options, min: 1, max: NAME_MAX, rule: nameRule });
}

/** A list of names; what is wrong with one is said of that one. */
export function NamesField(options: FieldOptions & { max: number }): PropertyDecorator {
  const { max, ...field } = options;
  const items = { type: 'string', minLength: 1, maxLength: NAME_MAX, ...nameRule.schema };
  const explain = (value: unknown) => {
    const names = `a list of at most ${max} names`;
    const wrong = Array.isArray(value) ? value.findIndex((name) => !isName(name)) : -1;
    return wrong < 0 ? names : `${names}; the one at ${wrong} is none, as a name is ${nameRule.allowed}`;
  };
  const test = (value: unknown) => Array.isArray(value) && value.length <= max && value.every(isName);
  return defineField(field, explain, { type: 'array', items, maxItems: max }, test);
}

/** Whether a value is a valid name as it is. */
export function isName(value: unknown): boolean {
  return typeof value === 'string' && value.length <= NAME_MAX && nameRule.test(value);
}

/** The valid name nearest to any text: lower case, accents dropped, everything else a hyphen. */
export function slug(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const name = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, NAME_MAX)
    .replace(/^-+|-+$/g, '');
  if (name === '') return 'unnamed';
  return RESERVED.has(name) ? `my-${name}` : name;
}

/** `devarch-{stack}-{instance}`; longer than a container name may be is refused with both lengths named. */
export function containerName(stack: string, instance: string, pointer = '/instance_id'): string {
  const name = `devarch-${stack}-${instance}`;
  if (name.length > CONTAINER_NAME_MAX) {
    const lengths = `stack name ${stack.length} and instance name ${instance.length} characters`;
    const reason = `gives a container name of ${name.length} characters (${lengths}); at most ${CONTAINER_NAME_MAX} are allowed`;
    throw InvalidInput.field(pointer, reason, instance);
  }
  return name;
}

/** `devarch-{stack}-net`: the network of a stack that was not given one. */
export function networkName(stack: string): string {
  return `devarch-${stack}-net`;
}

/** The n-th name to try for a copy: `{name}-copy`, `{name}-copy-2`, … cut so that it stays a valid name. */
export function copyName(name: string, n: number): string {
  const suffix = n === 1 ? '-copy' : `-copy-${n}`;
  return `${name.slice(0, NAME_MAX - suffix.length).replace(/-+$/, '')}${suffix}`;
}
