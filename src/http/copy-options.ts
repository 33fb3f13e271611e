import { ChoiceField } from '../common/fields.js';

/** How instances are copied. */
export class CopyOptions {
  @ChoiceField({
    description:
      'keep: the copy has the secrets of its source. regenerate: what its template generates is generated anew; every other secret is that of the source.',
    among: ['keep', 'regenerate'],
  })
  secrets: 'keep' | 'regenerate' = 'keep';
}
