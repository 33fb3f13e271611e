/** What one field demands of its value. */
export interface Check {
  /** Nothing is demanded of such a value. */
  skipped: (value: unknown) => boolean;
  test: (value: unknown) => boolean;
  /** The value is, or is a list of, objects that are checked as their own class demands. */
  nested?: 'object' | 'list';
}

/** By prototype, then by name; a name may have several where a class declares a field again. */
const OWN = new WeakMap<object, Map<string, Check[]>>();
const ALL = new WeakMap<object, Map<string, Check[]>>();

export function addCheck(prototype: object, name: string, check: Check): void {
  const checks = OWN.get(prototype) ?? new Map<string, Check[]>();
  OWN.set(prototype, checks.set(name, [...(checks.get(name) ?? []), check]));
}

/**
 * Whether all fields of an object of a class are as they should be, and there are no others: what nearly every input is.
 * Where it says no, the validator has the last word and the explanation.
 * @param partial what is required may be left out
 */
export function isSound(value: object, partial: boolean): boolean {
  const checks = checksOf(Object.getPrototypeOf(value) as object | null);
  if (!checks || checks.size === 0) return false;
  for (const name of Object.keys(value)) if (!checks.has(name)) return false;
  for (const [name, demanded] of checks) {
    const field: unknown = Reflect.get(value, name);
    if (partial && (field === undefined || field === null)) continue;
    for (const check of demanded) if (!holds(check, field, partial)) return false;
  }
  return true;
}

function holds({ skipped, test, nested }: Check, value: unknown, partial: boolean): boolean {
  if (skipped(value)) return true;
  if (!test(value)) return false;
  if (nested === 'list') return (value as object[]).every((item) => isSound(item, partial));
  return nested === undefined || isSound(value as object, partial);
}

/** The checks of a class and of those it extends; undefined for an object of no class. */
function checksOf(prototype: object | null): Map<string, Check[]> | undefined {
  if (prototype === null || prototype === Object.prototype) return undefined;
  const known = ALL.get(prototype);
  if (known) return known;
  const all = new Map(checksOf(Object.getPrototypeOf(prototype) as object | null));
  for (const [name, checks] of OWN.get(prototype) ?? []) all.set(name, [...(all.get(name) ?? []), ...checks]);
  ALL.set(prototype, all);
  return all;
}
