import { isObject } from '../../common/fields.js';
import { inOneForm, mergeServices } from '../merge-services.js';
import { type MergeTags, withoutResets } from '../merge-tags.js';
import { cameFrom } from '../origins.js';
import { below, isAbsent } from '../parsed.js';

/** What a file declares by name. */
export const DECLARING = ['services', 'volumes', 'networks', 'configs', 'secrets'] as const;

type File = Record<string, unknown>;

/**
 * A file and a later one that overrides it, by Compose's rules: what the later one resets or overrides goes first, then what
 * both declare merges, and everything else is replaced. Pure.
 */
export function mergeFiles(base: File, later: File, tags: MergeTags): File {
  const [one, other] = [tags.size > 0 ? withoutTagged(base, '', tags) : base, plainFile(later, tags)];
  const merged = new Map(Object.entries(one));
  for (const [key, value] of Object.entries(other)) {
    if (isAbsent(value)) continue;
    merged.set(key, DECLARING.some((name) => name === key) ? mergeNamed(merged.get(key), value) : value);
  }
  return cameFrom(Object.fromEntries(merged), other, one);
}

/** A file without what it resets. */
export function plainFile(file: File, tags: MergeTags): File {
  const plain = withoutResets(file, '', tags);
  return isObject(plain) ? plain : file;
}

function mergeNamed(base: unknown, later: unknown): unknown {
  if (!isObject(base) || !isObject(later)) return later;
  const merged = new Map(Object.entries(base));
  for (const [name, value] of Object.entries(later)) merged.set(name, mergeServices(merged.get(name), value));
  return cameFrom(Object.fromEntries(merged), later, base);
}

/** A file without everything that a later one resets or overrides. */
function withoutTagged(file: File, where: string, tags: MergeTags): File {
  const entries = Object.entries(file).flatMap(([key, value]): [string, unknown][] => {
    const place = below(where, key);
    if (tags.has(place)) return [];
    const part = inOneForm(value, key);
    return [[key, isObject(part) ? withoutTagged(part, place, tags) : value]];
  });
  return cameFrom(Object.fromEntries(entries), file);
}
