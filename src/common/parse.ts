import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { isSound } from './checks.js';
import { type FieldError, InvalidInput, shown } from './errors.js';
import { isObject, isSensitive } from './fields.js';
import { escapePointer } from './json-pointer.js';
import { nearest } from './nearest.js';
import { findUnsafeText } from './plain-values.js';

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
  const pointer = options.pointer ?? '';
  if (!isObject(input)) throw InvalidInput.kind(pointer, 'must be an object', input);
  const unsafe = findUnsafeText(input, pointer);
  if (unsafe) throw new InvalidInput([unsafe]);
  const value = plainToInstance(type, input, { exposeUnsetFields: false });
  const dropped = findDropped(input, value, pointer);
  if (dropped.length > 0) throw new InvalidInput(dropped);
  if (isSound(value, options.partial ?? false)) return value;
  const errors = validateSync(value, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    skipMissingProperties: options.partial ?? false,
    stopAtFirstError: true,
  });
  if (errors.length > 0) throw new InvalidInput(flatten(errors, pointer));
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

/** Unknown fields that are named like a method of every object: class-transformer drops them before the check sees them. */
function findDropped(input: unknown, value: unknown, pointer: string): FieldError[] {
  if (Array.isArray(input) && Array.isArray(value))
    return input.flatMap((item, index) => findDropped(item, value[index], `${pointer}/${index}`));
  if (!isObject(input) || !isObject(value) || Object.getPrototypeOf(value) === Object.prototype) return [];
  return Object.entries(input).flatMap(([key, child]) => {
    const here = `${pointer}/${escapePointer(key)}`;
    if (!(key in Object.prototype)) return findDropped(child, value[key], here);
    return [{ pointer: here, reason: `is not known here; ${suggestField(value, key)}` }];
  });
}

function flatten(errors: ValidationError[], pointer: string): FieldError[] {
  return errors.flatMap((error) => {
    const here = `${pointer}/${escapePointer(error.property)}`;
    if (error.constraints) return [describe(error, here)];
    return flatten(error.children ?? [], here);
  });
}

function describe(error: ValidationError, pointer: string): FieldError {
  const { constraints = {}, value, property, target = {} } = error;
  if (constraints.whitelistValidation)
    return { pointer, reason: `is not known here; ${suggestField(target, property)}` };
  const rule = constraints.field ?? Object.values(constraints)[0] ?? 'is not valid';
  if (value === undefined) return { pointer, reason: rule.replace(/^must be /, 'is required: ') };
  return isSensitive(target, property) ? { pointer, reason: rule } : { pointer, reason: rule, given: shown(value) };
}

function suggestField(target: object, property: string): string {
  const known = knownFields(target.constructor);
  const [closest] = nearest(property, known);
  return closest ? `did you mean ${closest}?` : `known are ${known.join(', ')}`;
}

function knownFields(type: object): string[] {
  const constructor = typeof type === 'function' ? type : type.constructor;
  const metadata = getMetadataStorage().getTargetValidationMetadatas(constructor, '', false, false);
  return [...new Set(metadata.map(({ propertyName }) => propertyName))];
}
