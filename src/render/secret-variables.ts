import type { ResolvedStack } from './resolved.js';

/** The variables by which a stack refers to its secrets, in the order of their names; with values where they are known. */
export function secretVariables(
  { instances }: ResolvedStack,
  revealed: ReadonlyMap<string, ReadonlyMap<string, string>>,
): { name: string; instance_id: string; key: string; value?: string }[] {
  return instances
    .flatMap(({ instance_id, env_vars }) =>
      env_vars.flatMap(({ key, secret: name }) => {
        const value = revealed.get(instance_id)?.get(key);
        return name === null ? [] : [{ name, instance_id, key, ...(value !== undefined && { value }) }];
      }),
    )
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
