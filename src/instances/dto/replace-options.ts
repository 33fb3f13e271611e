import { ChoiceField } from '../../common/fields.js';

export class ReplaceOptions {
  @ChoiceField({
    description:
      'overrides: the list is the override rows. effective: the list is what should be in effect; the smallest set of overrides that gives it is stored.',
    among: ['overrides', 'effective'],
    optional: true,
  })
  as?: 'overrides' | 'effective';
}
