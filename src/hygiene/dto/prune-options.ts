import { FromQuery } from '../../common/conversions.js';
import { BooleanField } from '../../common/fields.js';

export class PruneOptions {
  @BooleanField({ description: 'Drop nothing, and only say what would be dropped.' })
  @FromQuery()
  dry_run: boolean = false;
}
