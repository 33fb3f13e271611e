import type { FileVariable } from '../compose-file/file-variables.js';
import { warning } from '../compose-file/parsed.js';
import type { SpecValues } from '../facets/facet.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import type { Mask } from './file-secrets.js';
import { planVariables, type VariablesPlan } from './plan-variables.js';
import type { Loss } from './report.js';

/**
 * What has to be done for a stack to have the variables that a Compose file uses. What a variable of the stack says already
 * stays, unless the request says otherwise; no variable is taken away. Pure.
 * @param request values that were given beside the file, by name
 */
export function planFileVariables(
  variables: readonly FileVariable[],
  stored: readonly SpecValues[],
  request: ReadonlyMap<string, string>,
  mask: Mask,
): VariablesPlan {
  const rows = new Map(stored.map((row) => [VARIABLES.key(row), row]));
  const wanted = variables.map((variable) => wantedOf(variable, rows.get(variable.key), request.has(variable.key)));
  const plan = planVariables(wanted, stored, false, mask);
  const losses = variables.flatMap((variable, index) => {
    return lossesOf(variable, rows.get(variable.key), request.has(variable.key), wanted[index]);
  });
  return { ...plan, losses: [...losses, ...unused(variables, request)] };
}

/** As it is where it has a value that nobody means to change, and otherwise as the file or the request has it. */
function wantedOf(
  { key, value, is_secret, description }: FileVariable,
  stored: SpecValues | undefined,
  is_given: boolean,
): SpecValues {
  const said = stored?.description;
  const known = typeof said === 'string' && said !== '' ? said : description;
  if (stored && stored.value !== null && !is_given) return { ...itemOf(stored), description: known };
  return { key, value, is_secret: is_secret || stored?.is_secret === true, description: known };
}

function itemOf(row: SpecValues): SpecValues {
  return Object.fromEntries(VARIABLES.columns.map((column) => [column, row[column] ?? null]));
}

function lossesOf(
  { key, where, fallback }: FileVariable,
  stored: SpecValues | undefined,
  is_given: boolean,
  wanted: SpecValues | undefined,
): Loss[] {
  if (!stored && wanted?.value === null)
    return [warning('variable-without-value', where, `${key} has no value yet; give the variable of the stack one`)];
  if (!stored || is_given || fallback === null || fallback === stored.value) return [];
  return [
    warning('variable-kept', where, `${key} has a value in the stack, which stays; the file has another default`),
  ];
}

/** What was given for a variable that the file does not have: a misspelt name, as often as not. */
function unused(variables: readonly FileVariable[], request: ReadonlyMap<string, string>): Loss[] {
  const used = new Set(variables.map(({ key }) => key));
  const others = [...request.keys()].filter((key) => !used.has(key));
  if (others.length === 0) return [];
  const names = others.slice(0, 10).join(', ');
  return [warning('variable-unused', '', `the file does not use ${names}${others.length > 10 ? ' …' : ''}; left out`)];
}
