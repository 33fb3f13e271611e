import { Shown } from '../../common/answer.js';
import { FACET_NAMES, type FacetName } from '../../facets/facets.js';
import type { OverrideFinding } from '../idle-overrides.js';

export class OverrideFindingAnswer implements OverrideFinding {
  @Shown('Name of the stack.', 'shop')
  stack!: string;

  @Shown('Name of the instance.', 'db')
  instance_id!: string;

  @Shown('A facet, or settings.', 'env_vars', { enum: [...FACET_NAMES, 'settings'] })
  facet!: FacetName | 'settings';

  @Shown('Identity key of the item, or name of the setting.', 'POSTGRES_DB')
  key!: string;

  @Shown('redundant: equal to the template. orphaned: removes what the template no longer has.', 'redundant', {
    enum: ['redundant', 'orphaned'],
  })
  kind!: 'redundant' | 'orphaned';

  @Shown('The same in words.', 'The template has the same value.')
  detail!: string;
}

export class PruneAnswer {
  @Shown('Nothing was written.', false)
  dry_run!: boolean;

  @Shown('The overrides that were dropped, or would be.', undefined, { type: [OverrideFindingAnswer] })
  dropped!: OverrideFinding[];
}
