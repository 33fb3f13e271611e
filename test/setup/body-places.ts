import { isObject } from '../../src/common/fields.js';

/** An object somewhere in the body of an operation: where it is, and whether its keys are the caller's own. */
export interface ObjectPlace {
  path: string[];
  free: boolean;
}

type Schema = Record<string, unknown>;

/** Every object that a body of the schema may hold and that is the caller's to write, the body itself included, and the least body of that schema. */
export class BodySchema {
  private readonly root: Schema;

  constructor(
    private readonly document: Record<string, unknown>,
    schema: object,
  ) {
    this.root = this.merged({ ...schema });
  }

  places(): ObjectPlace[] {
    return this.placesIn(this.root, []);
  }

  /** The names of all fields that may be set, at any depth. */
  fields(): string[] {
    return [...new Set(this.fieldsIn(this.root))];
  }

  /** The required fields, with their examples. */
  least(): Record<string, unknown> {
    return Object(this.leastOf(this.root));
  }

  private placesIn(schema: Schema, path: string[]): ObjectPlace[] {
    if (schema.type === 'array') return this.placesIn(this.merged(Object(schema.items)), [...path, '0']);
    const all = Object.entries<{ readOnly?: boolean }>(Object(schema.properties));
    const properties = all.filter(([, { readOnly }]) => !readOnly);
    const free = schema.additionalProperties === true;
    if (!free && properties.length === 0) return [];
    const below = properties.flatMap(([name, child]) => this.placesIn(this.merged({ ...child }), [...path, name]));
    return [{ path, free }, ...below];
  }

  private fieldsIn(schema: Schema): string[] {
    if (schema.type === 'array') return this.fieldsIn(this.merged(Object(schema.items)));
    const properties = Object.entries<object>(Object(schema.properties));
    const taken = properties.filter(([, child]) => Reflect.get(child, 'readOnly') !== true);
    return taken.flatMap(([name, child]) => [name, ...this.fieldsIn(this.merged({ ...child }))]);
  }

  private leastOf(schema: Schema): unknown {
    if (schema.example !== undefined) return schema.example;
    if (schema.type === 'array') return [];
    if (Array.isArray(schema.enum)) return schema.enum[0];
    if (!schema.properties) return schema.type === 'string' ? 'x' : 1;
    const required = Array.isArray(schema.required) ? schema.required : [];
    const properties = Object.entries<object>(Object(schema.properties));
    return Object.fromEntries(
      properties
        .filter(([name]) => required.includes(name))
        .map(([name, child]) => [name, this.leastOf(this.merged({ ...child }))]),
    );
  }

  /** The schema with its references and parts in one; of alternatives the one that is not null. */
  private merged(schema: Schema): Schema {
    const { $ref, allOf, oneOf, anyOf, ...own } = schema;
    const parts: unknown[] = [allOf, oneOf, anyOf].flatMap((list) => (Array.isArray(list) ? list : []));
    if (typeof $ref === 'string') parts.push(this.resolve($ref));
    const inputs = parts.filter(isObject).filter(({ type }) => type !== 'null');
    return inputs.map((part) => this.merged(part)).reduce<Schema>(joined, own);
  }

  private resolve(reference: string): unknown {
    const steps = reference.split('/').slice(1);
    return steps.reduce<unknown>((value, step) => Reflect.get(Object(value), step), this.document);
  }
}

function joined(one: Schema, another: Schema): Schema {
  return { ...another, ...one, properties: { ...Object(another.properties), ...Object(one.properties) } };
}

/** The body with the value at the place, and lists and objects made on the way where there are none. */
export function placed(body: unknown, path: readonly string[], key: string, value: unknown): unknown {
  const [step, ...rest] = path;
  const entries: [string, unknown][] = Object.entries(Object(body));
  if (step === undefined) return Object.fromEntries([...entries, [key, value]]);
  if (step === '0') return [placed(Array.isArray(body) ? body[0] : {}, rest, key, value)];
  const child = isObject(body) && Object.hasOwn(body, step) ? body[step] : {};
  return Object.fromEntries([...entries, [step, placed(child, rest, key, value)]]);
}
