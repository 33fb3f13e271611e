import { isObject } from '../common/fields.js';
import { listIdentity } from './list-identity.js';
import { type MergeTags, withoutResets } from './merge-tags.js';
import { cameFrom, cameFromEach } from './origins.js';
import { below, isAbsent } from './parsed.js';
import { scalarText } from './scalars.js';

/** Lists that say one thing together: the later one counts. */
const WHOLE = ['command', 'entrypoint', 'test'];
/** Keys whose list form is a map of `KEY=value`. */
const PAIRS = ['environment', 'labels', 'annotations', 'sysctls', 'args'];
/** Keys whose list form is a map of names. */
const NAMES = ['networks', 'depends_on'];
/** Keys of which a single text is a list of one. */
const LISTS = ['env_file', 'label_file', 'dns', 'dns_search', 'tmpfs'];

/**
 * A service that extends another one or stands in a later file, by Compose's rules: maps merge, lists are joined, single
 * values are replaced, and a tag decides otherwise. Pure.
 * @param where the place of the later service, by which its tags are found
 */
export function mergeServices(base: unknown, service: unknown, where = '', tags: MergeTags = new Map()): unknown {
  return merge(base, service, { key: '', where, tags });
}

/** The key under which two values meet, and its place in the later service. */
interface Meeting {
  key: string;
  where: string;
  tags: MergeTags;
}

function merge(base: unknown, later: unknown, at: Meeting): unknown {
  const { key, where, tags } = at;
  if (isAbsent(later) && !tags.has(where)) return base;
  if (isAbsent(base) || tags.has(where) || key.startsWith('x-')) return withoutResets(later, where, tags);
  const [one, other] = [inOneForm(base, key), inOneForm(later, key)];
  if (Array.isArray(one) && Array.isArray(other)) return WHOLE.includes(key) ? other : joinLists(one, other, key);
  if (!isObject(one) || !isObject(other)) return other;
  return key === 'logging' && isOtherDriver(one, other) ? other : mergeMaps(one, other, at);
}

/** What may be written in two ways, in the one that merges. */
export function inOneForm(value: unknown, key: string): unknown {
  if (PAIRS.includes(key)) return asPairs(value);
  if (NAMES.includes(key)) return asNames(value, key);
  if (LISTS.includes(key) && !Array.isArray(value)) return [value];
  return key === 'build' && !isObject(value) ? { context: value } : value;
}

/** Options of one driver of logs mean nothing to another. */
function isOtherDriver(one: Record<string, unknown>, another: Record<string, unknown>): boolean {
  return !isAbsent(one.driver) && !isAbsent(another.driver) && one.driver !== another.driver;
}

/** Of pairs a later one without a value counts too: the variable is passed on. */
function mergeMaps(base: Record<string, unknown>, later: Record<string, unknown>, at: Meeting): object {
  const { where, tags } = at;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(later)) {
    const place = below(where, key);
    if (tags.get(place) === '!reset') merged.delete(key);
    else if (!merged.has(key) || PAIRS.includes(at.key)) merged.set(key, withoutResets(value, place, tags));
    else merged.set(key, merge(merged.get(key), value, { key, where: place, tags }));
  }
  return cameFrom(Object.fromEntries(merged), later, base);
}

/** What stands in both lists stands once; what takes the place of an earlier item replaces it. */
function joinLists(base: unknown[], later: unknown[], key: string): unknown[] {
  const steps = [base, later].flatMap((list) =>
    list.map((item, index) => [listIdentity(key, item), list, index] as const),
  );
  const last = new Map(steps.map(([identity, list, index]) => [identity, [list, String(index)] as const]));
  const items = [...last.values()];
  return cameFromEach(
    items.map(([list, index]): unknown => list[Number(index)]),
    new Map(items.map((step, index) => [String(index), step])),
  );
}

/** A list of `KEY=value` as the map that it stands for; anything else as it is. */
export function asPairs(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const pairs = value.map((item): [string, unknown] => {
    const text = scalarText(item) ?? '';
    const end = text.indexOf('=');
    return end < 0 ? [text, null] : [text.slice(0, end), text.slice(end + 1)];
  });
  return withItems(value, pairs);
}

function asNames(value: unknown, key: string): unknown {
  if (!Array.isArray(value)) return value;
  const options = key === 'depends_on' ? { condition: 'service_started' } : null;
  return withItems(
    value,
    value.map((name) => [scalarText(name) ?? '', options]),
  );
}

/** The map of entries that stand for the items of a list. */
function withItems(list: unknown[], entries: [string, unknown][]): Record<string, unknown> {
  const steps = entries.map(([key], index) => [key, [list, String(index)] as const] as const);
  return cameFromEach(Object.fromEntries(entries), new Map(steps));
}
