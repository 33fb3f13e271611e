import { FromQuery } from '../../common/conversions.js';
import { BooleanField } from '../../common/fields.js';

export class EffectiveOptions {
  @BooleanField({
    description:
      'Add to what an override set or removed the values of the template and when the override last changed.',
    optional: true,
  })
  @FromQuery()
  explain?: boolean;
}
