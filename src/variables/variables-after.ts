import { Impossible, InvalidInput } from '../common/errors.js';
import { LIMITS } from '../common/limits.js';
import { nearest } from '../common/nearest.js';
import type { SpecValues } from '../facets/facet.js';
import { type ItemPatch, touchedKeys } from '../facets/item-patch.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import type { Secrets } from '../secrets/secrets.service.js';
import type { GivenVariable } from './variable-input.js';
import type { StoredVariable } from './variables.queries.js';

/**
 * The variables as their stack stores them: secrets sealed for it, and what was left out of one as it is now. Impossible
 * where a mask has nothing to keep.
 */
export function toStore(
  secrets: Secrets,
  stack_id: number,
  stored: readonly StoredVariable[],
  given: readonly GivenVariable[],
): SpecValues[] {
  const now = new Map(stored.map((row) => [row.key, row]));
  return given.map(({ values, pointer }) => {
    const description = values.description ?? now.get(VARIABLES.key(values))?.description ?? '';
    const written = { facet: VARIABLES, owner: { kind: 'stack', id: stack_id } as const, pointer };
    return secrets.seal({ ...written, current: (key) => now.get(key) }, { ...values, description });
  });
}

/** Impossible, naming the nearest keys, where a variable to remove is not there; InvalidInput where it would be too many. */
export function demandPossible(
  stack: string,
  patch: ItemPatch<GivenVariable>,
  stored: readonly StoredVariable[],
): void {
  const keys = stored.map(({ key }) => key);
  const missing = patch.remove.find((key) => !keys.includes(key));
  if (missing !== undefined) throw nothingToRemove(stack, missing, keys);
  const touched = new Set(touchedKeys(VARIABLES, patch));
  const count = keys.filter((key) => !touched.has(key)).length + patch.set.length;
  if (count > LIMITS.items)
    throw InvalidInput.field('/set', `would make ${count} variables; at most ${LIMITS.items} are allowed`);
}

function nothingToRemove(stack: string, key: string, keys: string[]): Impossible {
  const near = nearest(key, keys);
  const named = `${near.length > 0 ? 'nearest are' : 'it has'} ${(near.length > 0 ? near : keys.slice(0, 10)).join(', ')}`;
  return new Impossible(
    `Stack "${stack}" has no variable "${key}" to remove; ${keys.length === 0 ? 'it has none' : named}.`,
  );
}
