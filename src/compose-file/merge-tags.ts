import { isObject } from '../common/fields.js';
import { cameFrom } from './origins.js';
import { below } from './parsed.js';

export const MERGE_TAGS = ['!reset', '!override'] as const;
/** `!reset` takes a key away, whatever is inherited; `!override` puts its value in place of what is inherited. */
export type MergeTag = (typeof MERGE_TAGS)[number];

/** Where a file has such a tag, by JSON pointer. */
export type MergeTags = ReadonlyMap<string, MergeTag>;

export function mergeTagOf(tag: string | undefined): MergeTag | undefined {
  return MERGE_TAGS.find((known) => known === tag);
}

/** A value of the file without the keys that are reset; what has none is the same value. */
export function withoutResets(value: unknown, where: string, tags: MergeTags): unknown {
  if (tags.size === 0 || !isObject(value)) return value;
  const entries = Object.entries(value).filter(([key]) => tags.get(below(where, key)) !== '!reset');
  const kept = entries.map(([key, part]): [string, unknown] => [key, withoutResets(part, below(where, key), tags)]);
  return cameFrom(Object.fromEntries(kept), value);
}
