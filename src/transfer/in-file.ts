import { type FieldError, Impossible, InvalidInput } from '../common/errors.js';
import { inText } from '../compose-file/several/placed.js';

export { inText as inFile };

/** The same refusal with its places moved; what is no refusal of input stays as it is. */
export function relocated(error: unknown, move: (field: FieldError) => FieldError): unknown {
  if (error instanceof InvalidInput) return new InvalidInput(error.errors.map(move));
  if (error instanceof Impossible && error.errors.length > 0) {
    const [first = { pointer: '', reason: '' }, ...others] = error.errors.map(move);
    const names_place = error.message.includes(error.errors[0]?.pointer ?? '');
    return new Impossible(names_place ? `${first.pointer} ${first.reason}.` : error.message, [first, ...others]);
  }
  return error;
}

/** Reads the text of a field; refusals then name the field and the place in its text. */
export function readFile<Read>(field: string, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    throw relocated(error, (wrong) => ({ ...wrong, pointer: inText(field, wrong.pointer) }));
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
    return { pointer: inText('/content', where), reason: `gives ${pointer}, which ${reason}`, given };
  };
}
