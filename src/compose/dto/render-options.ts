import { FromQuery } from '../../common/conversions.js';
import { BooleanField, ChoiceField } from '../../common/fields.js';
import { TARGETS } from '../../render/renderers.js';

export const VARIABLES_AS = ['fill', 'keep'] as const;

export const SPLIT_BY = ['override'] as const;

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

  @ChoiceField({
    description:
      'Two Compose files instead of one: what the templates say, and what the instances override, with `!reset` and `!override`. Compose merges them to the one file. As a text with `---` between them, or as JSON by their names.',
    among: SPLIT_BY,
    optional: true,
  })
  split?: (typeof SPLIT_BY)[number];

  @BooleanField({
    description: 'Answer with the documents and the list of what they could not take along, as JSON.',
    optional: true,
  })
  @FromQuery()
  report?: boolean;
}
