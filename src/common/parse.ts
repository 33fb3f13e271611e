import { InvalidInput, MAX_ERRORS } from './errors.js';
import { isObject } from './fields.js';
import { lastOf } from './json-pointer.js';
import { findUnsafeText } from './plain-values.js';
import { knownFields, readInput, Refusals, requiredFields } from './read-input.js';

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
  if (input === undefined || input === null)
    throw InvalidInput.field(pointer, `is missing: it must be ${shapeOf(type)}`);
  if (!isObject(input)) throw InvalidInput.kind(pointer, `must be ${shapeOf(type)}`, input);
  const unsafe = findUnsafeText(input, pointer);
  if (unsafe) throw new InvalidInput([unsafe]);
  const refusals = new Refusals(MAX_ERRORS);
  const value = readInput(type, input, pointer, partial, refusals);
  if (refusals.count > 0) throw new InvalidInput(refusals.described, refusals.count);
  return value;
}

/** The same for options, which stand behind the path of an address: what is wrong is named as a parameter. */
export function parseOptions<T extends object>(type: new () => T, input: unknown): T {
  try {
    return parse(type, isListQuery(type) ? withoutEmpty(input) : input);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    const named = error.errors.map(({ pointer, ...wrong }) => ({ parameter: lastOf(pointer), ...wrong }));
    throw InvalidInput.parameters(named, error.count);
  }
}

/** A form sends every parameter that it has a field for: an empty one was left out. Nothing but a list is read any wider by that. */
function withoutEmpty(input: unknown): unknown {
  return isObject(input) ? Object.fromEntries(Object.entries(input).filter(([, value]) => value !== '')) : input;
}

/** A list says how much of it is wanted. */
function isListQuery(type: new () => object): boolean {
  return 'limit' in new type();
}

/** An update must say something: InvalidInput when no field at all is given. */
export function parseUpdate<T extends object>(type: new () => T, input: unknown, pointer = ''): T {
  const value = parse(type, input, { pointer });
  const given = Object.entries(value).filter(([, field]) => field !== undefined);
  if (given.length === 0)
    throw InvalidInput.field(pointer, `must give at least one of ${knownFields(type).join(', ')}`);
  return value;
}

/** What an object of the class is made of, as the end of a sentence. */
function shapeOf(type: new () => object): string {
  const required = requiredFields(type);
  const others = knownFields(type).filter((name) => !required.includes(name));
  const needs = required.length > 0 ? ` with ${required.join(', ')}` : '';
  return `an object${needs}${others.length > 0 ? ` (optional: ${others.join(', ')})` : ''}`;
}
