import { type FieldError, excerpt } from './errors.js';
import { type Check, type Field, fieldsOf, insteadOf } from './field-registry.js';
import { isObject, isSensitive } from './fields.js';
import { escapePointer } from './json-pointer.js';
import { nearest } from './nearest.js';
import { copyOf } from './plain-values.js';

/** What is wrong with an input; of many errors the first are described and the rest only counted. */
export class Refusals {
  readonly described: FieldError[] = [];
  count = 0;

  constructor(private readonly most: number) {}

  add(describe: () => FieldError): void {
    this.count += 1;
    if (this.described.length < this.most) this.described.push(describe());
  }
}

/**
 * An object of the class with what the input gives and the defaults of the rest; what is wrong goes to `refusals`. Looks
 * at every key of the input once, and only keys that the class declares are ever read.
 * @param partial what is required may be left out
 */
export function readInput<T extends object>(
  type: new () => T,
  input: Record<string, unknown>,
  pointer: string,
  partial: boolean,
  refusals: Refusals,
): T {
  const value = new type();
  const fields = fieldsOf(type.prototype as object);
  for (const name of Object.keys(input)) if (!fields.has(name)) refusals.add(() => unknownField(type, name, pointer));
  for (const [name, field] of fields) {
    const given = Object.hasOwn(input, name) && !field.read_only ? input[name] : undefined;
    if (given !== undefined) Reflect.set(value, name, converted(field, given));
  }
  for (const [name, field] of fields) readField(value, name, field, pointer, partial, refusals);
  return value;
}

/** The names that an object of the class may be given and that mean something. */
export function knownFields(type: new () => object): string[] {
  return [...fieldsOf(type.prototype as object)].filter(([, { checks }]) => checks.length > 0).map(([name]) => name);
}

/** Those of them that must be given. */
export function requiredFields(type: new () => object): string[] {
  const { prototype } = type;
  const fields = fieldsOf(prototype);
  return knownFields(type).filter((name) => fields.get(name)?.checks.every(({ skipped }) => !skipped(undefined)));
}

function converted({ conversions, checks }: Field, given: unknown): unknown {
  const value = conversions.reduce((so_far, convert) => convert(so_far), given);
  return checks.some(({ nested }) => nested) ? value : copyOf(value);
}

function readField(
  owner: object,
  name: string,
  { checks }: Field,
  pointer: string,
  partial: boolean,
  refusals: Refusals,
): void {
  const value: unknown = Reflect.get(owner, name);
  if (partial && (value === undefined || value === null)) return;
  const demanded = checks.filter(({ skipped }) => !skipped(value, owner));
  const broken = demanded.find(({ test }) => !test(value));
  if (broken) return refusals.add(() => brokenRule(owner, name, value, broken, pointer));
  const nested = demanded.find((check) => check.nested)?.nested;
  if (nested) Reflect.set(owner, name, readNested(nested(), value, below(pointer, name), partial, refusals));
}

/** One object or a list of them; that the value is one of both has been checked. */
function readNested(
  type: new () => object,
  value: unknown,
  pointer: string,
  partial: boolean,
  refusals: Refusals,
): unknown {
  if (!Array.isArray(value)) return isObject(value) ? readInput(type, value, pointer, partial, refusals) : value;
  return value.map((item: unknown, index) => readNested(type, item, `${pointer}/${index}`, partial, refusals));
}

function brokenRule(owner: object, name: string, value: unknown, { message }: Check, pointer: string): FieldError {
  const here = below(pointer, name);
  const rule = message(value);
  if (value === undefined) return { pointer: here, reason: rule.replace(/^must be /, 'is required: ') };
  return isSensitive(owner, name)
    ? { pointer: here, reason: rule }
    : { pointer: here, reason: rule, given: excerpt(value) };
}

function unknownField(type: new () => object, name: string, pointer: string): FieldError {
  const known = knownFields(type);
  const [closest] = nearest(name, known);
  const home = insteadOf(type.prototype as object, name) ?? homeOf(type, name);
  const hint = closest ? `did you mean ${closest}?` : `known are ${known.join(', ')}`;
  return { pointer: below(pointer, name), reason: `is not known here; ${home ?? hint}` };
}

/** Says in which object of the class a field stands that was given beside it. */
function homeOf(type: new () => object, name: string): string | undefined {
  const fields = [...fieldsOf(type.prototype as object)];
  const home = fields.find(([, { checks }]) =>
    checks.some(({ nested, test }) => nested && !test([]) && knownFields(nested()).includes(name)),
  );
  return home && `it stands in ${home[0]}: {"${home[0]}": {"${name}": …}}`;
}

function below(pointer: string, name: string): string {
  return `${pointer}/${escapePointer(name)}`;
}
