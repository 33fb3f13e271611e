import { scalarText } from '../scalars.js';
import type { NamingPlace, SetReading } from './context.js';
import type { SetFile } from './file-set.js';
import { knownText } from './own-values.js';

/** The path that stands at a place, variables filled in. */
export function namedPath(reading: SetReading, { file, context, where }: NamingPlace, value: unknown): string {
  const text = scalarText(value);
  if (text === undefined) return reading.refuse(file, where, 'must be a path');
  const path = knownText(text, new Map([...context.own, ...reading.known]));
  return (
    path ?? reading.refuse(file, where, 'has a variable that is not known: it takes one with a value or a default')
  );
}

/** The file that a place names, from the folder of its context; refused where it is not among those that were given. */
export function namedFile(reading: SetReading, at: NamingPlace, value: unknown): SetFile {
  const found = reading.files.find(at.context.folder, namedPath(reading, at, value));
  return typeof found === 'string' ? reading.refuse(at.file, at.where, found) : found;
}
