/**
 * Where in which text the values of maps and lists came from, also after they were merged. It is kept beside them, as long
 * as they live.
 */

/** A place in one of several texts. */
export interface Origin {
  /** Pointer to the field of the request that holds the text. */
  file: string;
  /** JSON pointer into the text. */
  where: string;
  line?: number;
}

/** A map or list, and a key in it. */
type Step = readonly [container: object, key: string];

const homes = new WeakMap<object, (key: string) => Origin>();
const earlier = new WeakMap<object, (key: string) => Step | undefined>();

/** A container that was read from a text. */
export function wasRead(container: object, home: (key: string) => Origin): void {
  homes.set(container, home);
}

/** A container whose values have the keys that they had in one of those, the first that has the key. */
export function cameFrom<Result extends object>(result: Result, ...sources: unknown[]): Result {
  const containers = sources.filter((source) => typeof source === 'object' && source !== null);
  earlier.set(result, (key) => {
    const source = containers.find((container) => Object.hasOwn(container, key));
    return source && [source, key];
  });
  return result;
}

/** The same where a key says which value of which container it was. */
export function cameFromEach<Result extends object>(result: Result, steps: ReadonlyMap<string, Step>): Result {
  earlier.set(result, (key) => steps.get(key));
  return result;
}

function originOf(container: object, key: string): Origin | undefined {
  for (let at: Step | undefined = [container, key]; at; at = earlier.get(at[0])?.(at[1])) {
    const home = homes.get(at[0]);
    if (home) return home(at[1]);
  }
  return undefined;
}

/**
 * Where the value at a pointer into merged maps stands; for what stands nowhere, the place of what is nearest above it, with
 * the rest of the pointer. `whole` is the place of the root.
 */
export function locate(root: object, pointer: string, whole: Origin): Origin {
  let found = whole;
  let value: unknown = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const known = typeof value === 'object' && value !== null ? originOf(value, key) : undefined;
    found = known ?? { ...found, where: `${found.where}/${part}` };
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
  }
  return found;
}
