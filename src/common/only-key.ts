import { InvalidInput } from './errors.js';
import { isObject } from './fields.js';
import { escapePointer } from './json-pointer.js';
import { nearest } from './nearest.js';

/** A body that has one key and no other: a misspelt key is an error that names the right one, never a wipe. */
export function demandOnlyKey(name: string, body: unknown): Record<string, unknown> {
  if (body === undefined || body === null)
    throw InvalidInput.field('', `is missing: it must be an object with the key ${name}`);
  if (!isObject(body)) throw InvalidInput.kind('', `must be an object with the key ${name}: {"${name}": …}`, body);
  const foreign = Object.keys(body).find((key) => key !== name);
  if (foreign === undefined) return body;
  const hint = nearest(foreign, [name]).length > 0 ? `did you mean ${name}?` : `only ${name} is`;
  throw InvalidInput.field(`/${escapePointer(foreign)}`, `is not known here; ${hint}`);
}
