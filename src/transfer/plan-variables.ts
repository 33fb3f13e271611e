import { canonicalJson } from '../common/canonical-json.js';
import type { SpecValues } from '../facets/facet.js';
import { shownValues } from '../facets/item-values.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import { type Mask, withSecret } from './file-secrets.js';
import type { Loss, VariablesReport } from './report.js';

/** What has to be done for the variables of a stack to be as a file has them. */
export interface VariablesPlan {
  set: SpecValues[];
  remove: string[];
  report: VariablesReport;
  losses: Loss[];
}

/**
 * Sets what the file says otherwise than it is, and removes what it lacks where it is to replace. A secret that the file only
 * refers to is kept where the stack has it, and otherwise stored without a value. Pure.
 */
export function planVariables(
  wanted: readonly SpecValues[],
  stored: readonly SpecValues[],
  replaces: boolean,
  mask: Mask,
): VariablesPlan {
  const losses: Loss[] = [];
  const now = new Map(stored.map((row) => [VARIABLES.key(row), row]));
  const rows = wanted.map((values, index) => {
    const known = now.get(VARIABLES.key(values));
    const here = { stored, mask, where: `/variables/${index}`, losses };
    const { values: item, shown } = withSecret(VARIABLES, { values: whole(values, known), removed: false }, here);
    return { key: VARIABLES.key(item), item, result: resultOf(shown, known) };
  });
  const keys = (result: Result) => rows.filter((row) => row.result === result).map(({ key }) => key);
  const named = new Set(rows.map(({ key }) => key));
  const deleted = replaces ? [...now.keys()].filter((key) => !named.has(key)).toSorted() : [];
  const set = rows.filter(({ result }) => result !== 'unchanged').map(({ item }) => itemOf(item));
  const report = { created: keys('created'), updated: keys('updated'), unchanged: keys('unchanged'), deleted };
  return { set, remove: deleted, report, losses };
}

type Result = 'created' | 'updated' | 'unchanged';

/** With what a write leaves as it is where nothing is said of it. */
function whole(values: SpecValues, known: SpecValues | undefined): SpecValues {
  const { is_secret, description } = values;
  return {
    ...values,
    is_secret: is_secret ?? known?.is_secret ?? false,
    description: description ?? known?.description ?? '',
  };
}

function resultOf(shown: SpecValues, known: SpecValues | undefined): Result {
  if (!known) return 'created';
  return canonicalJson(shownValues(VARIABLES, known)) === canonicalJson(shown) ? 'unchanged' : 'updated';
}

function itemOf(values: SpecValues): SpecValues {
  return Object.fromEntries(VARIABLES.columns.map((column) => [column, values[column] ?? null]));
}
