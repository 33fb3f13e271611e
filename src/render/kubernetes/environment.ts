import type { EnvVar } from 'kubernetes-types/core/v1.js';
import { type Expressed, loss, together } from '../loss.js';
import type { ResolvedEnvVar, ResolvedInstance, ResolvedStack } from '../resolved.js';
import { dataKey, secretOf } from './names.js';
import { marksIn, secretsIn } from '../marks.js';
import { escapeReferences, secretVariable } from './references.js';

const NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** The variables, after those secrets that stand within their texts. A secret is a reference to the stack's Secret, which somebody creates; its value never stands here. */
export function environment(stack: ResolvedStack, instance: ResolvedInstance): Expressed<EnvVar[]> {
  const { env_vars, command } = instance;
  const within = [...env_vars.map(({ value }) => value ?? ''), ...(command === null ? [] : [command].flat())];
  const inner = [...new Set(within.flatMap(secretsIn))].map((name) =>
    fromSecret(secretVariable(name), name, '/env_vars', secretOf(stack)),
  );
  const { value, losses } = together([
    ...inner,
    ...env_vars.map((item, index) => variable(item, `/env_vars/${index}`, secretOf(stack))),
  ]);
  return { value: value.filter((item) => item !== undefined), losses };
}

function fromSecret(variable_name: string, secret: string, where: string, name: string): Expressed<EnvVar> {
  const secretKeyRef = { name, key: dataKey(secret) };
  const message = `is read from the key ${secretKeyRef.key} of the Secret ${name}, which must exist`;
  return {
    value: { name: variable_name, valueFrom: { secretKeyRef } },
    losses: [loss('secret-to-create', where, message)],
  };
}

function variable({ key, value, secret }: ResolvedEnvVar, where: string, name: string): Expressed<EnvVar | undefined> {
  if (!NAME.test(key) || key === '.' || key.startsWith('..'))
    return lost('env-name', where, 'its name is none that Kubernetes takes; left out');
  if (secret !== null) return fromSecret(key, secret, where, name);
  if (value === null) return lost('env-passed-on', where, 'there is no shell to pass it on from; left out');
  if (marksIn(value).some((mark) => 'open' in mark))
    return lost('text-not-known', where, 'nobody has said all of its value yet; left out');
  return { value: { name: key, value: escapeReferences(value) }, losses: [] };
}

function lost(code: string, where: string, message: string): Expressed<undefined> {
  return { value: undefined, losses: [loss(code, where, message)] };
}
