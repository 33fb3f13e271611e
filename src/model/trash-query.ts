import { FromQuery } from '../common/conversions.js';
import { IntegerField } from '../common/fields.js';

/** Which of several trashed things of one name. */
export class TrashQuery {
  @IntegerField({
    description: 'Id of the trashed thing; the newest of that name when left out.',
    min: 1,
    max: 2147483647,
    optional: true,
  })
  @FromQuery()
  id?: number;
}
