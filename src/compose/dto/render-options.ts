import { FromQuery } from '../../common/conversions.js';
import { BooleanField, ChoiceField } from '../../common/fields.js';
import { TARGETS } from '../../render/renderers.js';

export const VARIABLES_AS = ['fill', 'keep'] as const;

/** How the variables of a stack stand in what is rendered. */
export class VariableOptions {
  @ChoiceField({
    description:
      'fill (default): the values of variables stand in the file. keep: the file names them as `${NAME}`, and the `.env` has their values; for the targets that read one, compose and swarm.',
    among: VARIABLES_AS,
    optional: true,
  })
  variables?: (typeof VARIABLES_AS)[number];
}

export class RenderOptions extends VariableOptions {
  @ChoiceField({ description: 'What the documents are for.', among: TARGETS, optional: true })
  target?: string;

  @BooleanField({
    description: 'Answer with the documents and the list of what they could not take along, as JSON.',
    optional: true,
  })
  @FromQuery()
  report?: boolean;
}
