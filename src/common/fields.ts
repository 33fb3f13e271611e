import { Type } from 'class-transformer';
import { ValidateBy, ValidateIf, ValidateNested, type ValidationArguments } from 'class-validator';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Converted } from './conversions.js';
import { addCheck } from './field-registry.js';
import { nearest } from './nearest.js';
import { LIMITS } from './limits.js';

/** What every field says of itself. Its default is the property's initializer, the one place where a default stands. */
export interface FieldOptions {
  description: string;
  example?: unknown;
  /** May be left out. A field with an initializer may be left out anyway. */
  optional?: boolean;
  /** May be null. A field whose initializer is null may be null anyway. */
  nullable?: boolean;
  /** The given value is never repeated in an error. */
  sensitive?: boolean;
}

type SchemaPart = Pick<ApiPropertyOptions, 'minimum' | 'maximum' | 'minLength' | 'maxLength' | 'pattern' | 'format'>;

const SENSITIVE = Symbol('sensitive fields');

/** A text of a bounded number of characters, with an optional further rule. */
export function TextField(options: FieldOptions & { min?: number; max: number; rule?: TextRule }): PropertyDecorator {
  const { min = 0, max, rule, ...field } = options;
  const length = min > 0 ? `a text of ${min} to ${max} characters` : `a text of at most ${max} characters`;
  const schema = { type: 'string', maxLength: max, ...(min > 0 && { minLength: min }), ...rule?.schema } as const;
  const explain = (value: unknown) => {
    if (!rule || (typeof value === 'string' && !isText(value, min, max) && !rule.suggest)) return length;
    const suggested = typeof value === 'string' ? rule.suggest?.(value) : undefined;
    return suggested === undefined ? rule.allowed : `${rule.allowed}; try ${suggested}`;
  };
  return defineField(field, explain, schema, (value) => isText(value, min, max) && (!rule || rule.test(value)));
}

/** A rule for texts: the words that an error shows, the test that they stand for, and a valid text near a refused one. */
export interface TextRule {
  allowed: string;
  test: (value: string) => boolean;
  suggest?: (value: string) => string | undefined;
  schema?: SchemaPart;
}

/** A whole number between two bounds, both included. */
export function IntegerField(options: FieldOptions & { min: number; max: number }): PropertyDecorator {
  const { min, max, ...field } = options;
  const schema = { type: 'integer', minimum: min, maximum: max } as const;
  const test = (value: unknown) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return defineField(field, () => `an integer from ${min} to ${max}`, schema, test);
}

/** true or false, never a word for it. */
export function BooleanField(options: FieldOptions): PropertyDecorator {
  return defineField(
    options,
    () => 'true or false',
    { type: 'boolean' },
    (value) => typeof value === 'boolean',
  );
}

/** One word out of a fixed set. */
export function ChoiceField(options: FieldOptions & { among: readonly string[] }): PropertyDecorator {
  const { among, ...field } = options;
  const schema = { type: 'string', enum: [...among] } as const;
  return defineField(
    field,
    (value) => `one of ${among.join(', ')}${meant(value, among)}`,
    schema,
    (value) => among.some((word) => word === value),
  );
}

function meant(value: unknown, among: readonly string[]): string {
  const [closest] = typeof value === 'string' ? nearest(value, among) : [];
  return closest === undefined ? '' : `; did you mean ${closest}?`;
}

/** One object written out, for an error about something else in its place. */
interface Shaped {
  shape?: string;
}

export function suchAs(shape: string | undefined): string {
  return shape === undefined ? '' : ` such as ${shape}`;
}

/** A list of objects, each parsed as the given class; lists in lists and empty lists in lists are refused. */
export function ListField(
  type: () => new () => object,
  options: FieldOptions & Shaped & { max?: number },
): PropertyDecorator {
  const { max = LIMITS.items, shape, ...field } = options;
  const test = (value: unknown) => Array.isArray(value) && value.length <= max && value.every(isObject);
  const schema = { type: () => type(), isArray: true, maxItems: max } as const;
  const parts = [
    Type(type),
    ValidateNested({ each: true }),
    defineField(field, () => `a list of at most ${max} objects${suchAs(shape)}`, schema, test, type),
  ];
  return (target, property) => parts.forEach((part) => part(target, property));
}

/** One object, parsed as the given class. */
export function ObjectField(type: () => new () => object, options: FieldOptions & Shaped): PropertyDecorator {
  const { shape, ...field } = options;
  const parts = [
    Type(type),
    ValidateNested(),
    defineField(field, () => `an object${suchAs(shape)}`, { type: () => type() }, isObject, type),
  ];
  return (target, property) => parts.forEach((part) => part(target, property));
}

/** An object whose keys and values are the caller's own, or follow a rule of their own. */
export function FreeObjectField(options: FieldOptions & { rule?: ObjectRule }): PropertyDecorator {
  const { rule, ...field } = options;
  const schema = { type: 'object', additionalProperties: true, ...rule?.schema } as const;
  const test = (value: unknown) => isObject(value) && (!rule || rule.test(value));
  return defineField(field, rule?.explain ?? (() => 'an object'), schema, test);
}

/** A rule for objects: the words that an error shows in view of what was given, and the test that they stand for. */
export interface ObjectRule {
  explain: (value: unknown) => string;
  test: (value: Record<string, unknown>) => boolean;
  schema?: object;
}

/** Whether an error about this property may repeat what was given. */
export function isSensitive(target: object, property: string): boolean {
  const names: unknown = Reflect.getMetadata(SENSITIVE, target);
  return Array.isArray(names) && names.includes(property);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value that a new object of the class has for this property: the field's default. */
export function initialValue(target: object, property: string | symbol): unknown {
  return Reflect.get(Reflect.construct(target.constructor as new () => object, []), property);
}

/** Validator and Swagger in one: `explain` says what is allowed, in view of what was given. */
export function defineField(
  field: FieldOptions,
  explain: (value: unknown) => string,
  schema: object,
  test: (value: unknown) => boolean,
  nested?: () => new () => object,
): PropertyDecorator {
  return (target, property) => {
    const initial = initialValue(target, property);
    const nullable = field.nullable === true || initial === null;
    const optional = field.optional === true || initial !== undefined;
    const name = String(property);
    const skipped = (value: unknown) => (value === undefined && optional) || (value === null && nullable);
    const message = (value: unknown) => `must be ${explain(value)}${nullable ? ' or null' : ''}`;
    const defaultMessage = (args?: ValidationArguments) => message(args?.value);
    ValidateIf((_, value) => !skipped(value))(target, property);
    addCheck(target, name, { skipped, test, message, nested });
    ValidateBy({ name: 'field', validator: { validate: test, defaultMessage } })(target, name);
    const is_unsaid_null = nullable && (initial ?? null) === null;
    if (is_unsaid_null && isEmptyNull(schema, test)) Converted((value) => (value === '' ? null : value))(target, name);
    const shape: ApiPropertyOptions = Object.assign(
      swaggerPart(field, initial),
      { nullable, required: !optional },
      schema,
    );
    ApiProperty(shape)(target, name);
    if (field.sensitive) {
      const names = new Set<string>(Reflect.getMetadata(SENSITIVE, target) ?? []).add(name);
      Reflect.defineMetadata(SENSITIVE, [...names], target);
    }
  };
}

/** Forms send an empty text for what is not filled in: null, where an empty text could mean nothing else, as a default. */
function isEmptyNull(schema: { type?: unknown }, test: (value: unknown) => boolean): boolean {
  return (schema.type === 'string' || schema.type === 'integer') && !test('');
}

function swaggerPart(field: FieldOptions, initial: unknown): ApiPropertyOptions {
  const { description, example } = field;
  return { description, ...(example !== undefined && { example }), ...(initial !== undefined && { default: initial }) };
}

function isText(value: unknown, min: number, max: number): value is string {
  return typeof value === 'string' && value.length >= min && value.length <= max;
}
