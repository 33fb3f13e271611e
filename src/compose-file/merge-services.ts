import { isObject } from '../common/fields.js';
import { type MergeTags, withoutResets } from './merge-tags.js';
import { below, isAbsent } from './parsed.js';
import { readLongMount } from './long-mount.js';
import { scalarText } from './scalars.js';
import { readShortMount } from './short-mount.js';

/** Lists that say one thing together: the later one counts. */
const WHOLE = ['command', 'entrypoint', 'test'];
/** Keys whose list form is a map of `KEY=value`. */
const PAIRS = ['environment', 'labels', 'annotations', 'sysctls', 'args'];
/** Keys whose list form is a map of names. */
const NAMES = ['networks', 'depends_on'];

/**
 * A service that extends another one, by Compose's rules: maps merge, lists are joined, single values are replaced, and a
 * tag decides otherwise. Pure.
 * @param where the place of the extending service, by which its tags are found
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
  if (isAbsent(base) || tags.has(where)) return withoutResets(later, where, tags);
  if (PAIRS.includes(key)) return mergeMaps(asPairs(base), asPairs(later), at);
  if (NAMES.includes(key)) return mergeMaps(asNames(base, key), asNames(later, key), at);
  if (Array.isArray(base) && Array.isArray(later)) return WHOLE.includes(key) ? later : joinLists(base, later, key);
  return isObject(base) && isObject(later) ? mergeMaps(base, later, at) : later;
}

/** Of pairs a later one without a value counts, too: the variable is passed on. */
function mergeMaps(base: unknown, later: unknown, { key: of, where, tags }: Meeting): unknown {
  if (!isObject(base) || !isObject(later)) return later;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(later)) {
    const place = below(where, key);
    if (tags.get(place) === '!reset') merged.delete(key);
    else if (!merged.has(key) || PAIRS.includes(of)) merged.set(key, withoutResets(value, place, tags));
    else merged.set(key, merge(merged.get(key), value, { key, where: place, tags }));
  }
  return Object.fromEntries(merged);
}

/** What stands in both lists stands once; a mount replaces an earlier one at the same path. */
function joinLists(base: unknown[], later: unknown[], key: string): unknown[] {
  const identity = (item: unknown) => (key === 'volumes' ? targetOf(item) : undefined) ?? JSON.stringify(item);
  return [...new Map([...base, ...later].map((item) => [identity(item), item])).values()];
}

function targetOf(item: unknown): string | undefined {
  const { value } = isObject(item) ? readLongMount(item, '') : readShortMount(scalarText(item) ?? '', '');
  return value?.target;
}

/** A list of `KEY=value` as the map that it stands for; anything else as it is. */
function asPairs(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const pairs = value.map((item): [string, unknown] => {
    const text = scalarText(item) ?? '';
    const end = text.indexOf('=');
    return end < 0 ? [text, null] : [text.slice(0, end), text.slice(end + 1)];
  });
  return Object.fromEntries(pairs);
}

function asNames(value: unknown, key: string): unknown {
  if (!Array.isArray(value)) return value;
  const options = key === 'depends_on' ? { condition: 'service_started' } : null;
  return Object.fromEntries(value.map((name) => [scalarText(name) ?? '', options]));
}
