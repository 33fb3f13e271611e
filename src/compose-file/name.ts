import { NAME_MAX, slug } from '../model/names.js';
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

/** The name, or the next one like it that is not taken; then it is. */
export function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) {
    const suffix = `-${n}`;
    free = `${name.slice(0, NAME_MAX - suffix.length).replace(/-+$/, '')}${suffix}`;
  }
  taken.add(free);
  return free;
}
