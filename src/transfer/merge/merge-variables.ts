import type { SpecValues } from '../../facets/facet.js';
import { VARIABLES } from '../../model/stack-variable.entity.js';
import { isSealed } from './instance-parts.js';
import type { MergePolicy, PartOutcome } from './merge-owner.js';
import { keyed, mergePart, type RememberedItems } from './parts.js';

/** The part that holds the variables of a stack. */
export const VARIABLES_PART = 'variables';

/** A variable as a file has it. */
export interface WantedVariable {
  key: string;
  /** As it is written, as it will be shown, and what the file says of it by itself. */
  item: SpecValues;
  shown: SpecValues;
  said: SpecValues;
  /** As it is where nobody but the file says anything of it. */
  set: SpecValues;
  /** The request says it, which is a person's word. */
  is_given: boolean;
}

export interface MergedVariables {
  set: SpecValues[];
  /** Keys of those that are to go, unless something refers to them. */
  remove: string[];
  outcomes: PartOutcome[];
  remembered: RememberedItems;
}

/**
 * Variables of a file merged with those of a stack. What a request gives wins; what a later file says of it is a conflict.
 * Pure.
 * @param stored as answers show them
 */
export function mergeVariables(
  wanted: readonly WantedVariable[],
  stored: readonly SpecValues[],
  base: RememberedItems | undefined,
  policy: MergePolicy,
): MergedVariables {
  const given = new Set(wanted.filter(({ is_given }) => is_given).map(({ key }) => key));
  const merge = (isOurs: (key: string) => boolean, replaces: boolean) => {
    const some = wanted.filter(({ key }) => isOurs(key));
    const rows = stored.map(shownRow).filter((row) => isOurs(VARIABLES.key(row)));
    const sealed = rows.filter((row) => isSealed(VARIABLES, row)).map((row) => VARIABLES.key(row));
    const sides = {
      base: new Map([...(base ?? [])].filter(([key]) => isOurs(key))),
      mine: keyedRows(rows),
      theirs: keyedRows(some.map(({ shown }) => shown)),
      said: keyedRows(some.map(({ said }) => said)),
      sealed: new Set(sealed),
    };
    return mergePart(sides, { ...policy, replaces, is_known: base !== undefined });
  };
  const others = merge((key) => !given.has(key), policy.replaces);
  const forced = merge((key) => given.has(key), true);
  const outcomes = [...others.outcomes, ...forced.outcomes].map((outcome) => ({ part: VARIABLES_PART, ...outcome }));
  const taken = new Set(outcomes.filter(({ takes }) => takes).map(({ key }) => key));
  const named = new Set(wanted.map(({ key }) => key));
  const remembered = new Map([...others.remembered, ...forced.remembered]);
  const stays = new Set(outcomes.filter(({ takes }) => !takes).map(({ key }) => key));
  for (const { key, said, set } of wanted)
    if (!stays.has(key) && remembered.get(key) !== base?.get(key)) remembered.set(key, { said: [said], set: [set] });
  return {
    set: wanted.filter(({ key }) => taken.has(key)).map(({ item }) => item),
    remove: [...taken].filter((key) => !named.has(key)),
    outcomes,
    remembered,
  };
}

function shownRow(row: SpecValues): SpecValues {
  return Object.fromEntries(VARIABLES.shown_columns.map((column) => [column, row[column] ?? null]));
}

function keyedRows(rows: readonly SpecValues[]) {
  return keyed(rows, (row) => VARIABLES.key(row));
}
