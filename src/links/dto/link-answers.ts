import { Shown } from '../../common/answer.js';
import {
  DEPENDENCY_CONDITIONS,
  type DependencyCondition,
  type DependencyDefinition,
} from '../../model/template-definition.js';
import { RESOLVED_BY, type ResolvedBy, type ResolvedLink } from '../../references/links.js';

const NULLABLE_NAME = { type: 'string', nullable: true } as const;

/** A link of an instance: what it needs, what it is bound to, and where it leads. */
export class LinkAnswer implements ResolvedLink<DependencyDefinition> {
  @Shown('What the template calls it.', 'db')
  link!: string;

  @Shown('Name of the template that is needed.', 'postgres')
  service!: string;

  @Shown('What the other instance has to have reached.', 'service_started', { enum: [...DEPENDENCY_CONDITIONS] })
  condition!: DependencyCondition;

  @Shown('Whether the instance lacks something where the link leads nowhere.', true)
  required!: boolean;

  @Shown(
    'The instance that it is bound to, followed or not: one that is not enabled or in the trash is passed over. Null where it is not bound.',
    'db',
    NULLABLE_NAME,
  )
  bound_to!: string | null;

  @Shown('The instance that the link leads to; null for none.', 'db', NULLABLE_NAME)
  resolved_to!: string | null;

  @Shown(
    'Why: bound to it, called like the link, the only one that provides what is needed, or none of these.',
    'bound',
    { enum: [...RESOLVED_BY] },
  )
  by!: ResolvedBy;

  @Shown('The enabled instances that provide what is needed, by name: the first twenty.', ['db'], {
    type: 'array',
    items: { type: 'string' },
  })
  candidates!: string[];

  @Shown('How many there are.', 1)
  candidate_count!: number;
}
