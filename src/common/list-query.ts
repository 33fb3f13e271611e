import { Converted } from './conversions.js';
import { ChoiceField, TextField } from './fields.js';
import { LIMITS } from './limits.js';

/** A column of a list, or the same with a minus, which turns the order round. */
export type Sort<Column extends string> = Column | `-${Column}`;

/**
 * The order that is wanted of a list.
 * @param columns those that it can be put in order by
 * @param usual its order where none is wanted, in words
 */
export function SortField(columns: readonly string[], usual: string): PropertyDecorator {
  return ChoiceField({
    description: `Order, by one of these columns; a minus turns it round, and ties go by id. When left out: ${usual}.`,
    among: columns.flatMap((column) => [column, `-${column}`]),
    optional: true,
  });
}

/** A text to look for; an empty one, as forms send it, looks for nothing. */
export function SearchField(where: string): PropertyDecorator {
  const description = `Part of ${where}, in any letter case. Unless there is a sort, the best match comes first: the name itself, its start, a part of it, then what is found elsewhere.`;
  const parts = [
    TextField({ description, max: LIMITS.search, optional: true }),
    Converted((value) => (value === '' ? undefined : value)),
  ];
  return (target, property) => parts.forEach((part) => part(target, property));
}
