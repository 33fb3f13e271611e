import { resolverOf } from '../references/resolve.js';
import type { Held, InstanceScope, StackScope } from '../references/scope.js';
import { escapeReferences } from '../references/text.js';
import type { EffectiveConfig } from './dto/effective-answers.js';
import { resolvedConfig } from './resolved-config.js';
import { scopeOf } from './scope.js';

type Config = EffectiveConfig;

/**
 * How a file that was rendered may write what an instance refers to: variables by their values, or by their names. A secret
 * stands there by its name in both. By instance; none where nothing refers. Pure.
 */
export function writtenForms<Stack extends Parameters<typeof scopeOf>[0]>(stack: Stack): Map<string, Config[]> {
  const scopes = [withNames(scopeOf(stack), isHidden), withNames(scopeOf(stack), () => true)];
  const forms = scopes.map((scope) => ({ scope, resolver: resolverOf(scope) }));
  return new Map(
    stack.instances.map((config) => [config.instance_id, forms.map((form) => resolvedConfig(form, config))]),
  );
}

/** What a render cannot write out. */
function isHidden({ secret, has_value }: Held): boolean {
  return secret || !has_value;
}

/** The scope in which some variables, and every secret of an instance, stand for what refers to them. */
function withNames(scope: StackScope, named: (variable: Held) => boolean): StackScope {
  const variables = [...scope.variables].map(([key, held]): [string, Held] => {
    return [key, named(held) ? nameOf(`vars.${key}`, held) : held];
  });
  const instances = [...scope.instances].map(([name, instance]): [string, InstanceScope] => {
    const env = [...instance.env].map(([key, held]): [string, Held] => {
      return [key, held.secret && held.text === null ? nameOf(`${name}.env.${key}`, held) : held];
    });
    return [name, { ...instance, env: new Map(env) }];
  });
  return { ...scope, variables: new Map(variables), instances: new Map(instances) };
}

function nameOf(reference: string, held: Held): Held {
  return { ...held, text: escapeReferences(`\${{ ${reference} }}`), has_value: true, secret: false };
}
