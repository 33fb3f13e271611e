/** A place in a Compose file, from the top: keys of maps, and numbers in lists. */
export type FilePath = readonly (string | number)[];

/**
 * How the text of a place takes variables: `refers` as references, `entry` as such behind the first `=`, `image` in its tag,
 * `config` in a text in which `$$` stays as it is; `filled` by their values alone, and `none` where Compose reads none.
 */
export type PlaceKind = 'refers' | 'entry' | 'image' | 'config' | 'filled' | 'none';

const PAIRS = ['environment', 'labels'];

export function kindOf([top, name, key, ...rest]: FilePath): PlaceKind {
  if (String(top).startsWith('x-')) return 'none';
  if (top === 'services' && key === 'x-devarch') return rest[0] === 'domains' ? 'config' : 'none';
  if (top === 'configs') return key === 'content' && rest.length === 0 ? 'config' : 'filled';
  if (top !== 'services' || name === undefined) return 'filled';
  if (key === 'image' && rest.length === 0) return 'image';
  if (key === 'command' || (key === 'healthcheck' && rest[0] === 'test')) return 'refers';
  if (!PAIRS.includes(String(key)) || rest.length !== 1) return 'filled';
  return typeof rest[0] === 'number' ? 'entry' : 'refers';
}

/** Whether a place is the value of an env var. */
export function isEnvironment(path: FilePath): boolean {
  return path[0] === 'services' && path[2] === 'environment';
}
