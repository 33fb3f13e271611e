/** What one field demands of its value. */
export interface Check {
  /** Nothing is demanded of such a value. */
  skipped: (value: unknown, owner?: object) => boolean;
  test: (value: unknown) => boolean;
  /** What is allowed, as the end of a sentence about a refused value. */
  message: (value: unknown) => string;
  /** The value is, or is a list of, objects that are read as a class of their own. */
  nested?: () => new () => object;
}

/** What an error says of a field that only the server makes, where one tries to change it. */
export interface ReadOnly {
  /** What changes it, where something does. */
  instead?: string;
  /** Its value is never repeated in an error. */
  sensitive?: boolean;
}

/** What is known of a property of an input class; it may have several checks where a class declares a field again. */
export interface Field {
  checks: Check[];
  /** Bring a given value to its stored form before it is checked, in this order. */
  conversions: ((value: unknown) => unknown)[];
  /** Made by the server alone: may be sent back as it came, and counts as not given. */
  read_only?: ReadOnly;
}

/** What a field that was there before is called now, by prototype, then by name. */
const FORMER = new WeakMap<object, Map<string, string>>();

/** By prototype, then by name. */
const OWN = new WeakMap<object, Map<string, Field>>();
const ALL = new WeakMap<object, ReadonlyMap<string, Field>>();

export function addCheck(prototype: object, name: string, check: Check): void {
  fieldOf(prototype, name).checks.push(check);
}

export function addConversion(prototype: object, name: string, convert: (value: unknown) => unknown): void {
  fieldOf(prototype, name).conversions.push(convert);
}

/** Lets a property be given as it is stored, so that an answer can be sent back as it came. */
export function addReadOnly(prototype: object, name: string, read_only: ReadOnly): void {
  fieldOf(prototype, name).read_only = read_only;
}

/** Says where what a class took under this name stands now, as the end of a sentence. */
export function FormerField(name: string, instead: string): ClassDecorator {
  return ({ prototype }) => {
    if (typeof prototype === 'object' && prototype !== null)
      FORMER.set(prototype, new Map(FORMER.get(prototype)).set(name, instead));
  };
}

export function insteadOf(prototype: object, name: string): string | undefined {
  return FORMER.get(prototype)?.get(name);
}

/** The fields of a class and of those it extends, by name, in the order of declaration. */
export function fieldsOf(prototype: object): ReadonlyMap<string, Field> {
  const known = ALL.get(prototype);
  if (known) return known;
  const parent: unknown = Object.getPrototypeOf(prototype);
  const all = new Map(typeof parent === 'object' && parent !== null ? fieldsOf(parent) : []);
  for (const [name, field] of OWN.get(prototype) ?? []) all.set(name, joined(all.get(name), field));
  ALL.set(prototype, all);
  return all;
}

function joined(inherited: Field | undefined, own: Field): Field {
  if (!inherited) return own;
  return {
    checks: [...inherited.checks, ...own.checks],
    conversions: [...inherited.conversions, ...own.conversions],
    read_only: own.read_only ?? inherited.read_only,
  };
}

function fieldOf(prototype: object, name: string): Field {
  const fields = OWN.get(prototype) ?? new Map<string, Field>();
  ALL.delete(prototype);
  OWN.set(prototype, fields);
  const field = fields.get(name) ?? { checks: [], conversions: [] };
  fields.set(name, field);
  return field;
}
