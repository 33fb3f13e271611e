import { type Place, placeKey } from '../references/scope.js';
import type { ResolvedStack } from './resolved.js';

/** A variable that stands for a secret: where that is kept, and its value where it is known. */
export interface SecretVariable {
  name: string;
  /** Null where it is a variable of the stack. */
  instance_id: string | null;
  key: string;
  value?: string;
}

/**
 * The variables by which a stack refers to its secrets, in the order of their names; with values where they are known.
 * @param values of variables that are named and no secrets, by the names
 */
export function secretVariables(
  { secrets }: Pick<ResolvedStack, 'secrets'>,
  revealed: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, string> = new Map(),
): SecretVariable[] {
  return [...secrets]
    .map(([name, place]) => withValue(name, place, values.get(name) ?? revealed.get(placeKey(place))))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function withValue(name: string, place: Place, value: string | undefined): SecretVariable {
  const instance_id = place.of === 'instance' ? place.instance_id : null;
  return { name, instance_id, key: place.key, ...(value !== undefined && { value }) };
}
