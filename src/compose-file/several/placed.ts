import { InvalidInput } from '../../common/errors.js';
import type { SetFile } from './file-set.js';

/**
 * The place of something in a text that a field of a request holds: the pointer of the field, `#`, and the pointer inside the
 * text, e.g. `/content#/services/db/ports/0`.
 */
export function inText(field: string, where: string): string {
  return where === '' ? field : `${field}#${where}`;
}

/** Reads one of several files; refusals then name the field that has it. */
export function placedIn<Read>({ field }: Pick<SetFile, 'field'>, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    throw new InvalidInput(error.errors.map((wrong) => ({ ...wrong, pointer: inText(field, wrong.pointer) })));
  }
}
