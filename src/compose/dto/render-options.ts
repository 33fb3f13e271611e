import { BooleanField, ChoiceField, FromQuery } from '../../common/fields.js';
import { TARGETS } from '../render/renderers.js';

export class RevealOptions {
  @BooleanField({
    description:
      'Show the real values of secrets. The answer is not to be cached, and the log says that it was asked for.',
    optional: true,
  })
  @FromQuery()
  reveal?: boolean;
}

export class RenderOptions extends RevealOptions {
  @ChoiceField({ description: 'What the documents are for.', among: TARGETS, optional: true })
  target?: string;

  @BooleanField({
    description: 'Answer with the documents and the list of what they could not take along, as JSON.',
    optional: true,
  })
  @FromQuery()
  report?: boolean;
}
