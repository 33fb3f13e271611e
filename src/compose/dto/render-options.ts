import { FromQuery } from '../../common/conversions.js';
import { BooleanField, ChoiceField } from '../../common/fields.js';
import { TARGETS } from '../../render/renderers.js';

export class RenderOptions {
  @ChoiceField({ description: 'What the documents are for.', among: TARGETS, optional: true })
  target?: string;

  @BooleanField({
    description: 'Answer with the documents and the list of what they could not take along, as JSON.',
    optional: true,
  })
  @FromQuery()
  report?: boolean;
}
