import { type FieldError, Impossible, InvalidInput } from '../common/errors.js';

/**
 * The place of something in a text that a field of the body holds: the pointer of the field, `#`, and the pointer inside
 * the text, e.g. `/content#/services/db/ports/0`.
 */
export function inFile(field: string, where: string): string {
  return where === '' ? field : `${field}#${where}`;
}

/** The same refusal with its places moved; what is no refusal of input stays as it is. */
export function relocated(error: unknown, move: (field: FieldError) => FieldError): unknown {
  if (error instanceof InvalidInput) return new InvalidInput(error.errors.map(move));
  if (error instanceof Impossible && error.errors.length > 0) {
    const [first = { pointer: '', reason: '' }, ...others] = error.errors.map(move);
    return new Impossible(`${first.pointer} ${first.reason}.`, [first, ...others]);
  }
  return error;
}

/** Reads the text of a field; refusals then name the field and the place in its text. */
export function readFile<Read>(field: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw relocated(error, (wrong) => ({ ...wrong, pointer: inFile(field, wrong.pointer) }));
  }
}

/** Work whose refusals are about one place of the file: `move` says for a pointer of the work which place that is. */
export async function placed<Done>(move: (field: FieldError) => FieldError, work: () => Promise<Done>): Promise<Done> {
  try {
    return await work();
  } catch (error) {
    throw relocated(error, move);
  }
}

/** The same where the pointer starts with the name of one of several things: said of the place that gives that one. */
export function productOfOne<Place>(
  places: ReadonlyMap<string, Place>,
  product: (place: Place) => (field: FieldError) => FieldError,
): (field: FieldError) => FieldError {
  return (wrong) => {
    const [, name = '', ...rest] = wrong.pointer.split('/');
    const place = places.get(name);
    return place === undefined ? wrong : product(place)({ ...wrong, pointer: ['', ...rest].join('/') });
  };
}

/** What is wrong with what a place of a stack's file gives is said of the place. */
export function productOf(where: string): (field: FieldError) => FieldError {
  return ({ pointer, reason, given }) => {
    return { pointer: inFile('/content', where), reason: `gives ${pointer}, which ${reason}`, given };
  };
}
