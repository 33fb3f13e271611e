import { BooleanField } from '../../common/fields.js';

export class PruneOptions {
  @BooleanField({ description: 'Only say what would be dropped.', optional: true, example: true })
  dry_run?: boolean;
}
