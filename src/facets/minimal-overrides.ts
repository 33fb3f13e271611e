import { sameItems } from './compare.js';
import type { Facet } from './facet.js';
import { byKey, type Override } from './merge.js';

/**
 * The smallest set of overrides that turns the template's items into the wanted ones: nothing for a key whose items are
 * equal, a removal for a key that is not wanted, the wanted items for every other key. The inverse of the merge. Pure.
 * @param current what the instance overrides now: a decision that is wanted as it is stays, equal to the template's or not
 */
export function minimalOverrides<Spec extends object>(
  facet: Pick<Facet<Spec>, 'key' | 'shown_columns' | 'isDecision'>,
  template: readonly Spec[],
  wanted: readonly Spec[],
  current: readonly Spec[] = [],
): Override<Spec>[] {
  const [had, wants, has] = [byKey(facet, template), byKey(facet, wanted), byKey(facet, current)];
  const stands = (key: string) => {
    const own = has.get(key) ?? [];
    return own.some((item) => facet.isDecision(item)) && sameItems(facet, own, wants.get(key) ?? []);
  };
  const set = wanted.filter((value) => {
    const key = facet.key(value);
    return stands(key) || !sameItems(facet, had.get(key) ?? [], wants.get(key) ?? []);
  });
  const gone = [...had].filter(([key]) => !wants.has(key)).flatMap(([, values]) => values.slice(0, 1));
  return [...set.map((value) => ({ value, removed: false })), ...gone.map((value) => ({ value, removed: true }))];
}
