import type { SpecValues } from '../facets/facet.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import { type Mask, withSecret } from './file-secrets.js';
import type { MergePolicy } from './merge/merge-owner.js';
import type { MergeTarget } from './merge/merge-target.js';
import { type MergedVariables, mergeVariables, VARIABLES_PART, type WantedVariable } from './merge/merge-variables.js';
import { partOf } from './merge/stack-base.js';
import type { RememberedItems } from './merge/parts.js';
import type { Loss } from './report.js';

/** What has to be done for the variables of a stack to be as a file has them. */
export interface VariablesPlan extends MergedVariables {
  /** Keys of those that the file names. */
  named: string[];
  losses: Loss[];
}

/** What is known of the variables of a stack before an import. */
export interface VariablesNow {
  /** As answers show them. */
  stored: readonly SpecValues[];
  /** What the last import set; undefined where that is not known. */
  base: RememberedItems | undefined;
  policy: MergePolicy;
  mask: Mask;
}

export function variablesNow({ before, base, policy }: MergeTarget, mask: Mask): VariablesNow {
  return { stored: before.variables, base: base && partOf(base.parts, VARIABLES_PART), policy, mask };
}

/**
 * Variables of a file, merged with those that are there. A secret that the file only refers to is kept where the stack has it,
 * and otherwise stored without a value. Pure.
 */
export function planVariables(wanted: readonly SpecValues[], now: VariablesNow): VariablesPlan {
  const losses: Loss[] = [];
  const { stored, mask } = now;
  const rows = new Map(stored.map((row) => [VARIABLES.key(row), row]));
  const all = wanted.map((values, index): WantedVariable => {
    const whole = wholeOf(values, rows.get(VARIABLES.key(values)));
    const here = { stored, mask, where: `/variables/${index}`, losses };
    const { values: item, shown } = withSecret(VARIABLES, { values: whole, removed: false }, here);
    return {
      key: VARIABLES.key(item),
      item: itemOf(item),
      shown,
      said: mask(VARIABLES, whole),
      set: shown,
      is_given: false,
    };
  });
  return { ...mergeVariables(all, stored, now.base, now.policy), named: all.map(({ key }) => key), losses };
}

/** With what a write leaves as it is where nothing is said of it. */
function wholeOf(values: SpecValues, known: SpecValues | undefined): SpecValues {
  const { is_secret, description } = values;
  return {
    ...values,
    is_secret: is_secret ?? known?.is_secret ?? false,
    description: description ?? known?.description ?? '',
  };
}

/** The value columns of a variable. */
export function itemOf(values: SpecValues): SpecValues {
  return Object.fromEntries(VARIABLES.columns.map((column) => [column, values[column] ?? null]));
}
