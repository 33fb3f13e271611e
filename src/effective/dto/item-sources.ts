import { Shown } from '../../common/answer.js';
import type { ChainStep } from '../../references/targets.js';

/** Where an item of the effective config comes from. */
export type Source = 'template' | 'override' | 'system';

/** What `explain=true` adds to an item that an override put there. */
class Explained {
  @Shown('With explain: the items of the template that the override hides; none where it added the key.', undefined, {
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    example: [{ host_ip: '127.0.0.1', host_port: 5432, container_port: 5432, protocol: 'tcp' }],
    required: false,
  })
  shadows?: object[];

  @Shown('With explain: when the override last changed.', '2026-01-31T09:31:00.000000Z', {
    format: 'date-time',
    required: false,
  })
  changed_at?: string;
}

/** A place that a value goes back to. */
export class ChainStepAnswer implements ChainStep {
  @Shown('A value of an instance, a variable of the stack, or an attribute that they just have.', 'db.env.POSTGRES_DB')
  place!: string;

  @Shown('What is stored there, where it refers itself.', '${{ vars.DATABASE }}', { required: false })
  expression?: string;

  @Shown('What that refers to.', ['vars.DATABASE'], { type: [String], required: false })
  refers_to?: string[];
}

/** What is stored of a text that refers to others. */
class Expressed extends Explained {
  @Shown('Where the value comes of references: the text that is stored.', '${{ postgres.env.POSTGRES_DB }}', {
    required: false,
  })
  expression?: string;

  @Shown('What it refers to, with the instances that links lead to.', ['db.env.POSTGRES_DB'], {
    type: [String],
    required: false,
  })
  refers_to?: string[];

  @Shown('With explain: every place that the value goes back to, the nearest first.', undefined, {
    type: [ChainStepAnswer],
    required: false,
  })
  chain?: ChainStepAnswer[];
}

/** The same of a setting. */
export class SettingExpression {
  @Shown('The text that is stored.', '${{ vars.TAG }}')
  expression!: string;

  @Shown('What it refers to.', ['vars.TAG'], { type: [String] })
  refers_to!: string[];

  @Shown('With explain: every place that the value goes back to, the nearest first.', undefined, {
    type: [ChainStepAnswer],
    required: false,
  })
  chain?: ChainStepAnswer[];
}

export class Sourced extends Expressed {
  @Shown('Where the item comes from.', 'override', { enum: ['template', 'override', 'system'] })
  source!: Source;
}

/** The same for a facet that has a value column called `source`. */
export class ItemSourced extends Explained {
  @Shown('Where the item comes from; `source` is a value of its own here.', 'template', {
    enum: ['template', 'override', 'system'],
  })
  item_source!: Source;
}

export type Effective<Spec> = Spec & (Spec extends { source: string } ? ItemSourced : Sourced);
