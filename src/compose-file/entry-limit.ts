import type { CST } from 'yaml';
import { InvalidInput } from '../common/errors.js';

/** How many entries a map or list at the top of a text may have, and what is said of one that has more. */
export interface EntryLimit {
  key: string;
  max: number;
  reason: string;
}

/**
 * InvalidInput once the text has more entries than that, while it is being read: what stands on the reader's stack is the
 * document, the map at its top, and the value that is under way. So nothing of a text that is too long is read to its end.
 */
export function demandFewEntries([, top, value]: readonly CST.Token[], { key, max, reason }: EntryLimit): void {
  if (!value || !('items' in value) || value.items.length <= max || !top || !('items' in top)) return;
  if (keyOf(top.items.at(-1)) !== key) return;
  const entries = (value.items as readonly Item[]).filter(isEntry);
  if (entries.length > max) throw InvalidInput.field(`/${key}`, reason);
}

type Item = Partial<CST.CollectionItem>;

/** Comments and blanks between entries are items too. */
function isEntry({ key, value, sep, start = [] }: Item): boolean {
  return Boolean(key ?? value ?? sep) || start.some(({ type }) => type === 'seq-item-ind');
}

function keyOf(item: Item | undefined): string | undefined {
  const key = item?.key;
  return key && 'source' in key ? key.source.replace(/^(["'])(.*)\1$/, '$2') : undefined;
}
