import type { FileVariable } from '../compose-file/file-variables.js';
import { warning } from '../compose-file/parsed.js';
import type { SpecValues } from '../facets/facet.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import { type Mask, withSecret } from './file-secrets.js';
import { mergeVariables, type WantedVariable } from './merge/merge-variables.js';
import { itemOf, type VariablesNow, type VariablesPlan } from './plan-variables.js';
import type { Loss } from './report.js';

/**
 * What has to be done for a stack to have the variables that a Compose file uses. What a variable of the stack says already
 * stays, unless the request says otherwise, or the file gives it another default than at its last import. Pure.
 * @param request values that were given beside the file, by name
 */
export function planFileVariables(
  variables: readonly FileVariable[],
  request: ReadonlyMap<string, string>,
  now: VariablesNow,
): VariablesPlan {
  const rows = new Map(now.stored.map((row) => [VARIABLES.key(row), row]));
  const wanted = variables.map((variable) =>
    wantedOf(variable, rows.get(variable.key), request.has(variable.key), now),
  );
  const merged = mergeVariables(wanted, now.stored, now.base, now.policy);
  const set = new Map(merged.set.map((item) => [VARIABLES.key(item), item]));
  const losses = variables.flatMap((variable) => lossesOf(variable, rows.get(variable.key), set.get(variable.key)));
  return { ...merged, named: wanted.map(({ key }) => key), losses: [...losses, ...unused(variables, request)] };
}

function wantedOf(
  variable: FileVariable,
  stored: SpecValues | undefined,
  is_given: boolean,
  { base, mask, stored: rows, policy }: VariablesNow,
): WantedVariable {
  const { key, fallback, description } = variable;
  const text = stored?.description;
  const known = typeof text === 'string' && text !== '' ? text : description;
  const is_secret = variable.is_secret || stored?.is_secret === true;
  const has_default = base !== undefined && fallback !== null && !policy.replaces;
  const is_said = is_given || has_default || stored === undefined || stored.value === null;
  const value = has_default && !is_given ? fallback : variable.value;
  const values: SpecValues = is_said
    ? { key, value, is_secret, description: known }
    : { ...itemOf(stored), description: known };
  const here = { stored: rows, mask, where: '', losses: [] };
  const { values: item, shown } = withSecret(VARIABLES, { values, removed: false }, here);
  const set = mask(VARIABLES, { key, value: fallback, is_secret, description: known });
  return { key, item: itemOf(item), shown, said: saidOf(variable, mask), set, is_given };
}

/** What the file says of a variable, whatever anybody else does; its default is told by its fingerprint. */
function saidOf({ key, fallback, description }: FileVariable, mask: Mask): SpecValues {
  const { is_secret: _, ...said } = mask(VARIABLES, { key, value: fallback, is_secret: true, description });
  return said;
}

function lossesOf(
  { key, where, fallback }: FileVariable,
  stored: SpecValues | undefined,
  set: SpecValues | undefined,
): Loss[] {
  if (!stored && set?.value === null)
    return [warning('variable-without-value', where, `${key} has no value yet; give the variable of the stack one`)];
  if (!stored || set || fallback === null || fallback === stored.value) return [];
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
