import { InvalidInput, MAX_ERRORS } from './errors.js';
import { isObject } from './fields.js';
import { findUnsafeText } from './plain-values.js';
import { knownFields, readInput, Refusals } from './read-input.js';

export interface ParseOptions {
  /** Where the value stands in the caller's input: a JSON pointer, '' for the whole body. */
  pointer?: string;
  /** Required fields may be left out; what is given is still checked. */
  partial?: boolean;
}

/**
 * Turns input into an object of the class with defaults applied, or throws InvalidInput with one entry per wrong field.
 * The only door for input: REST bodies, query strings and plain objects from other services all pass here, once.
 */
export function parse<T extends object>(type: new () => T, input: unknown, options: ParseOptions = {}): T {
  const { pointer = '', partial = false } = options;
  if (!isObject(input)) throw InvalidInput.kind(pointer, 'must be an object', input);
  const unsafe = findUnsafeText(input, pointer);
  if (unsafe) throw new InvalidInput([unsafe]);
  const refusals = new Refusals(MAX_ERRORS);
  const value = readInput(type, input, pointer, partial, refusals);
  if (refusals.count > 0) throw new InvalidInput(refusals.described, refusals.count);
  return value;
}

/** An update must say something: InvalidInput when no field at all is given. */
export function parseUpdate<T extends object>(type: new () => T, input: unknown, pointer = ''): T {
  const value = parse(type, input, { pointer });
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  if (given.length === 0)
    throw InvalidInput.field(pointer, `must give at least one of ${knownFields(type).join(', ')}`);
  return value;
}
