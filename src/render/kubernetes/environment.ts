import type { EnvVar } from 'kubernetes-types/core/v1.js';
import { type Expressed, loss, together } from '../loss.js';
import type { ResolvedEnvVar, ResolvedInstance, ResolvedStack } from '../resolved.js';
import { dataKey, secretOf } from './names.js';
import { escapeReferences } from './references.js';

const NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** The variables. A secret is a reference to the stack's Secret, which somebody creates; its value never stands here. */
export function environment(stack: ResolvedStack, { env_vars }: ResolvedInstance): Expressed<EnvVar[]> {
  const { value, losses } = together(
    env_vars.map((item, index) => variable(item, `/env_vars/${index}`, secretOf(stack))),
  );
  return { value: value.filter((item) => item !== undefined), losses };
}

function variable({ key, value, secret }: ResolvedEnvVar, where: string, name: string): Expressed<EnvVar | undefined> {
  if (!NAME.test(key) || key === '.' || key.startsWith('..'))
    return lost('env-name', where, 'its name is none that Kubernetes takes; left out');
  if (secret !== null) {
    const secretKeyRef = { name, key: dataKey(secret) };
    const message = `is read from the key ${secretKeyRef.key} of the Secret ${name}, which must exist`;
    return { value: { name: key, valueFrom: { secretKeyRef } }, losses: [loss('secret-to-create', where, message)] };
  }
  if (value === null) return lost('env-passed-on', where, 'there is no shell to pass it on from; left out');
  return { value: { name: key, value: escapeReferences(value) }, losses: [] };
}

function lost(code: string, where: string, message: string): Expressed<undefined> {
  return { value: undefined, losses: [loss(code, where, message)] };
}
