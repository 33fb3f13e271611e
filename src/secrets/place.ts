import type { ItemKind } from '../facets/item-kind.js';

/** Whom a row belongs to; a sealed value opens only there. */
export interface Owner {
  kind: 'service' | 'instance' | 'stack';
  id: number;
}

/** The associated data of a sealed value. Unambiguous, whatever characters a key has. */
export function placeOf(items: Pick<ItemKind, 'name'>, { kind, id }: Owner, key: string): string {
  return JSON.stringify([items.name, kind, id, key]);
}
