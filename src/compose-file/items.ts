import { InvalidInput } from '../common/errors.js';
import { parse } from '../common/parse.js';
import { LIMITS } from '../common/limits.js';
import type { ItemKind } from '../facets/item-kind.js';
import { type Parsed, type ParseWarning, warning } from './parsed.js';

/** What the file says about one item of a facet, before the facet's own rules have seen it. */
export interface Candidate {
  where: string;
  input: unknown;
}

/** Items of a facet with the place of each in the file. */
export interface ParsedItems<Spec> extends Parsed<Spec[]> {
  places: string[];
}

/** As many as a facet of a template takes; also what bounds the work for a hostile file. */
export const MAX_ITEMS = LIMITS.items;

/**
 * The items of a facet, checked and normalised by its spec class. An item that breaks a rule, repeats the identity of
 * an earlier one or comes after the first thousand is left out with a warning.
 */
export function parseItems<Spec extends object>(facet: ItemKind<Spec>, candidates: Candidate[]): ParsedItems<Spec> {
  const items = new Map<string, { value: Spec; where: string }>();
  const warnings: ParseWarning[] = [];
  for (const { where, input } of candidates.slice(0, MAX_ITEMS)) {
    const { value, warnings: problems } = parseItem(facet.spec, input, where);
    warnings.push(...problems);
    if (!value) continue;
    const identity = facet.claim(value);
    if (!items.has(identity)) items.set(identity, { value, where });
    else if (warnings.at(-1)?.where !== where)
      warnings.push(warning('duplicate-item', where, `repeats an earlier ${facet.noun}; the first one is kept`));
  }
  const surplus = candidates[MAX_ITEMS];
  if (surplus)
    warnings.push(warning('too-many-items', surplus.where, `only the first ${MAX_ITEMS} of a kind are read`));
  const kept = [...items.values()];
  return { value: kept.map(({ value }) => value), places: kept.map(({ where }) => where), warnings };
}

/** One item, or undefined and a warning for every field that its spec class refuses. */
export function parseItem<Spec extends object>(
  type: new () => Spec,
  input: unknown,
  where: string,
): Parsed<Spec | undefined> {
  try {
    return { value: parse(type, input, { pointer: where }), warnings: [] };
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const warnings = error.errors.map(({ pointer, reason }) => {
      const field = pointer.startsWith(`${where}/`) ? `${pointer.slice(where.length + 1)} ` : '';
      return warning('item-invalid', where, `${field}${reason}; left out`);
    });
    return { value: undefined, warnings };
  }
}
