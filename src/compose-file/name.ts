import { slug } from '../model/names.js';
import { type Parsed, warning } from './parsed.js';
import { scalarText } from './scalars.js';

/** A name as it is, or the valid one nearest to it; undefined where there is no text at all. */
export function parseName(value: unknown, where: string): Parsed<string | undefined> {
  const text = scalarText(value);
  if (text === undefined || text === '')
    return { value: undefined, warnings: [warning('shape-invalid', where, 'must be a name; left out')] };
  const name = slug(text);
  if (name === text) return { value: name, warnings: [] };
  return { value: name, warnings: [warning('name-changed', where, `is no name; ${name} is taken`)] };
}
