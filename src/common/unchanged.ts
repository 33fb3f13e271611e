import { type FieldError, InvalidInput, excerpt } from './errors.js';
import { fieldsOf, type ReadOnly } from './field-registry.js';
import { isObject } from './fields.js';
import { escapePointer } from './json-pointer.js';

/**
 * What only the server makes may be sent back as it is stored; InvalidInput names everything that is not.
 * @param stored the answer that a caller would read now; only asked for where such a field was given
 */
export async function demandUnchanged(
  type: new () => object,
  input: unknown,
  stored: () => Promise<object>,
): Promise<void> {
  const given = sentBack(type, input);
  if (given.length === 0) return;
  const now = new Map(Object.entries(await stored()));
  const errors = given.flatMap(([name, value, read_only]) =>
    changesOf(value, now.get(name), `/${escapePointer(name)}`, read_only),
  );
  if (errors.length > 0) throw new InvalidInput(errors);
}

/** What is wrong with a value that was sent back: the first place where it is not what is stored. */
export function changesOf(
  given: unknown,
  stored: unknown,
  pointer: string,
  { instead, sensitive }: ReadOnly = {},
): FieldError[] {
  const change = firstChange(given, stored, pointer);
  if (!change) return [];
  const maker = instead === undefined ? 'is made by the server' : `is changed by ${instead} alone`;
  const value = sensitive || change.stored === undefined ? undefined : excerpt(change.stored);
  const now = value === undefined ? '' : ` and is ${value} now`;
  const back = stored === undefined ? 'leave it out' : 'send it back unchanged, or leave it out';
  const wrong = { pointer: change.pointer, reason: `${maker}${now}: ${back}` };
  return [sensitive ? wrong : { ...wrong, given: excerpt(change.given) }];
}

function sentBack(type: new () => object, input: unknown): [string, unknown, ReadOnly][] {
  if (!isObject(input)) return [];
  return [...fieldsOf(type.prototype as object)].flatMap(([name, { read_only }]) => {
    const given = Object.hasOwn(input, name) ? input[name] : undefined;
    return read_only && given !== undefined ? [[name, given, read_only] as [string, unknown, ReadOnly]] : [];
  });
}

interface Change {
  pointer: string;
  given: unknown;
  stored: unknown;
}

/** Goes no deeper than what is stored; a key of an object may be left out. */
function firstChange(given: unknown, stored: unknown, pointer: string): Change | undefined {
  const change = { pointer, given, stored };
  if (Array.isArray(given) && Array.isArray(stored)) {
    if (given.length !== stored.length) return change;
    return firstOf(
      given.map((item: unknown, index) => [String(index), item, stored[index]]),
      pointer,
    );
  }
  if (isObject(given) && isObject(stored)) {
    const fields = Object.entries(given).filter(([, value]) => value !== undefined);
    return firstOf(
      fields.map(([key, value]) => [key, value, Object.hasOwn(stored, key) ? stored[key] : undefined]),
      pointer,
    );
  }
  return same(given, stored) ? undefined : change;
}

function firstOf(pairs: [string, unknown, unknown][], pointer: string): Change | undefined {
  for (const [key, given, stored] of pairs) {
    const change = firstChange(given, stored, `${pointer}/${escapePointer(key)}`);
    if (change) return change;
  }
  return undefined;
}

const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;

/** Times are the same where they name one millisecond: a client may have read them into its own kind of time. */
function same(given: unknown, stored: unknown): boolean {
  if (given === stored) return true;
  if (given instanceof Date) return same(given.toISOString(), stored);
  if (typeof given !== 'string' || typeof stored !== 'string' || !TIME.test(stored) || given.length > 40) return false;
  return TIME.test(given) && Date.parse(given) === Date.parse(stored);
}
