import { isObject } from '../../common/fields.js';
import { below, isAbsent } from '../../compose-file/parsed.js';
import { type Expressed, loss, OWN_KEY, OWN_KEYS, type PartLoss } from '../loss.js';

type Options = Record<string, unknown>;

const VARIABLE = 'refers to variables, which nothing fills in here; left out';
const FORM = 'has no equivalent in Kubernetes in this form; left out';
const KEY = 'has no equivalent in Kubernetes; left out';

/**
 * One key of a map that a Compose file has, as `read` understands it. Undefined where it is not there; what refers to
 * variables and what `read` does not understand is lost.
 */
export function readKey<T>(
  map: Options,
  key: string,
  read: (value: unknown) => T | undefined,
  parent = '/options',
): Expressed<T | undefined> {
  const given = Object.hasOwn(map, key) ? map[key] : undefined;
  if (isAbsent(given)) return { value: undefined, losses: [] };
  const where = below(parent, key);
  const plain = plainValue(given);
  if (plain === undefined) return { value: undefined, losses: [loss('option-variable', where, VARIABLE)] };
  const value = read(plain);
  return { value, losses: value === undefined ? [unsupported(where)] : [] };
}

/** One key that holds a list, or a map read as one: each item that `read` does not understand is lost by itself. */
export function readItems<Item, T>(
  map: Options,
  key: string,
  listOf: (value: unknown) => Item[] | undefined,
  read: (item: Item, index: number) => T | undefined,
): Expressed<T[]> {
  const items = readKey(map, key, listOf);
  const places = isObject(map[key]) ? Object.keys(map[key]) : undefined;
  const parts = (items.value ?? []).map((item, index) => ({
    value: read(item, index),
    where: below('/options', key, ...(typeof map[key] === 'string' ? [] : [places?.[index] ?? index])),
  }));
  const lost = parts.filter(({ value }) => value === undefined).map(({ where }) => unsupported(where));
  return {
    value: parts.map(({ value }) => value).filter((value) => value !== undefined),
    losses: [...items.losses, ...lost],
  };
}

/** A map, an empty one where there is none; what is no map although it must be one is lost. */
export function readMap(map: Options, key: string, parent = '/options'): Expressed<Options> {
  const given = Object.hasOwn(map, key) ? map[key] : undefined;
  if (isObject(given)) return { value: given, losses: [] };
  return { value: {}, losses: isAbsent(given) ? [] : [unsupported(below(parent, key))] };
}

/** Every key of a map that nothing has read is lost. */
export function unreadKeys(map: Options, read: ReadonlySet<string>, parent = '/options'): PartLoss[] {
  const unread = Object.keys(map).filter((key) => !read.has(key) && !isAbsent(map[key]));
  return unread.toSorted().map((key) => {
    const message = parent === '/options' && OWN_KEYS.has(key) ? OWN_KEY : KEY;
    return loss('option-unsupported', below(parent, key), message);
  });
}

function unsupported(where: string): PartLoss {
  return loss('option-unsupported', where, FORM);
}

/** The value that Compose would see: `$$` is one `$`. Undefined where it would fill in variables. */
function plainValue(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replaceAll('$$', '').includes('$') ? undefined : value.replaceAll('$$', '$');
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, plainValue(part)] as const);
  if (parts.some(([, part]) => part === undefined)) return undefined;
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}
