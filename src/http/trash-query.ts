import { FromQuery } from '../common/conversions.js';
import { IntegerField } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';

/** Which of several trashed things of one name. */
export class TrashQuery {
  @IntegerField({
    description: 'Id of the trashed thing; the newest of that name when left out.',
    min: 1,
    max: LIMITS.id,
    optional: true,
  })
  @FromQuery()
  id?: number;
}
