import type { GivenVariable, VariableSource } from '../../compose-file/file-variables.js';
import { takeReferences } from '../../compose-file/literal-references.js';
import type { SpecValues } from '../../facets/facet.js';
import { VARIABLES } from '../../model/stack-variable.entity.js';
import { isOnlyReference } from '../../references/text.js';
import type { Place } from '../../references/scope.js';

/** What is known of the variables of a file, in the order of what counts more. */
export interface KnownVariables {
  /** What the request says, by name. */
  request: ReadonlyMap<string, string>;
  /** Those of the stack, as answers show them. */
  stored: readonly SpecValues[];
  /** Where secrets are kept, by the names under which the stack is rendered. */
  secrets: ReadonlyMap<string, Place>;
}

/** The same as the reader of files takes it: a request wins over a stack, and both over the file. Pure. */
export function variableSource({ request, stored, secrets }: KnownVariables, detect: boolean): VariableSource {
  const rows = new Map(stored.map((row) => [VARIABLES.key(row), givenOf(row)]));
  const given = new Map(rows);
  for (const [key, value] of request)
    given.set(key, { value: takeReferences(value), has_value: true, is_secret: rows.get(key)?.is_secret ?? false });
  const references = [...secrets].flatMap(([name, place]): [string, string][] => {
    return place.of === 'stack' || given.has(name) ? [] : [[name, `${place.instance_id}.env.${place.key}`]];
  });
  return { given, secrets: new Map(references), detect };
}

function givenOf({ value, is_secret }: SpecValues): GivenVariable {
  const text = typeof value === 'string' ? value : null;
  const hidden = is_secret === true && text !== null && !isOnlyReference(text);
  return { value: hidden ? null : text, has_value: text !== null, is_secret: is_secret === true };
}
