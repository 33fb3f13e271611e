import type { FacetItems, FacetName, FacetSpec } from '../facets/facets.js';
import type { Stored } from './dto/override-rows.js';

/** A facet's rows as the API shows them. */
export type FacetAnswer<Name extends FacetName> = FacetItems<Name, Stored<FacetSpec<Name>>>;

/** What a patch left stored, and the removals that came to a reset, because only the instance had added the item. */
export class PatchResult<Name extends FacetName> {
  constructor(
    readonly rows: FacetAnswer<Name>,
    readonly reset: string[],
  ) {}
}
