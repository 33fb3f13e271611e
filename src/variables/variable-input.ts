import { type FieldError, InvalidInput } from '../common/errors.js';
import { demandOnlyKey } from '../common/only-key.js';
import { parse } from '../common/parse.js';
import { repetitions } from '../common/repetitions.js';
import type { SpecValues } from '../facets/facet.js';
import { type ItemPatch, parsePatch } from '../facets/item-patch.js';
import { givenValues, itemsOf } from '../facets/item-values.js';
import { changedSaid, type Said, saidOf } from '../facets/row-fields.js';
import { VARIABLES } from '../model/stack-variable.entity.js';
import { Variable } from './dto/variable.js';
import { ReplaceVariables } from './dto/variable-bodies.js';

/** One variable as it is written. */
export interface GivenVariable {
  values: SpecValues;
  /** What it says of itself that only the server makes. */
  said: Said | undefined;
  pointer: string;
}

const keyOf = ({ values }: GivenVariable) => VARIABLES.key(values);

/** The variables in the body of a whole write; InvalidInput names every wrong field and every one that repeats another. */
export function parseVariables(body: unknown): GivenVariable[] {
  const given = demandOnlyKey('variables', body);
  const { variables } = parse(ReplaceVariables, { variables: given });
  const raw = itemsOf(given);
  const read = variables.map((variable, index) => readAs(variable, raw[index], `/variables/${index}`));
  const errors = repetitions(read, keyOf, '/variables', keyOf);
  if (errors.length > 0) throw new InvalidInput(errors);
  return read;
}

/** The lists in the body of an item-wise write. */
export function parseVariablePatch(body: unknown): ItemPatch<GivenVariable> {
  return parsePatch(VARIABLES, body, {
    read: (row, pointer) => readAs(parse(Variable, row, { pointer }), row, pointer),
    repeated: (set) => repetitions(set, keyOf, '/set', keyOf),
  });
}

function readAs(variable: Variable, row: unknown, pointer: string): GivenVariable {
  return { values: givenValues(VARIABLES, variable), said: saidOf(row), pointer };
}

/** InvalidInput where a variable says of itself what only the server makes, and it is not so. */
export function demandSaid(given: readonly GivenVariable[], stored: readonly SpecValues[]): void {
  const errors = given.flatMap((variable): FieldError[] => {
    const { said, pointer } = variable;
    return said ? changedSaid(VARIABLES, { said, pointer, key: keyOf(variable) }, stored) : [];
  });
  if (errors.length > 0) throw new InvalidInput(errors);
}
