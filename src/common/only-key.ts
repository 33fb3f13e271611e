import { InvalidInput } from './errors.js';
import { isObject } from './fields.js';
import { escapePointer } from './json-pointer.js';
import { nearest } from './nearest.js';

/**
 * What stands in a body under its only key: a misspelt key is an error that names the right one, never a wipe.
 * @param expected what has to be there, for an error where it is not; left out where whoever reads it says so
 */
export function demandOnlyKey(name: string, body: unknown, expected?: string): unknown {
  if (body === undefined || body === null)
    throw InvalidInput.field('', `is missing: it must be an object with the key ${name}`);
  if (!isObject(body)) throw InvalidInput.kind('', `must be an object with the key ${name}: {"${name}": …}`, body);
  const foreign = Object.keys(body).find((key) => key !== name);
  if (foreign === undefined && body[name] === undefined && expected !== undefined)
    throw InvalidInput.field(`/${name}`, `is required: ${expected}`);
  if (foreign === undefined) return body[name];
  const hint = nearest(foreign, [name]).length > 0 ? `did you mean ${name}?` : `only ${name} is`;
  throw InvalidInput.field(`/${escapePointer(foreign)}`, `is not known here; ${hint}`);
}
