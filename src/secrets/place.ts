import type { Facet } from '../facets/facet.js';

/** Whom a row belongs to; a sealed value opens only there. */
export interface Owner {
  kind: 'service' | 'instance';
  id: number;
}

/** The associated data of a sealed value. Unambiguous, whatever characters a key has. */
export function placeOf(facet: Facet, { kind, id }: Owner, key: string): string {
  return JSON.stringify([facet.name, kind, id, key]);
}
