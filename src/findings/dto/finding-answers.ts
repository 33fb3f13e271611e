import { Shown } from '../../common/answer.js';
import {
  type Finding,
  FINDING_KINDS,
  type FindingKind,
  type InvolvedInstance,
  SEVERITIES,
  type Severity,
  type SuggestedRequest,
  type Suggestion,
} from '../finding.js';

export class InvolvedInstanceAnswer implements InvolvedInstance {
  @Shown('Name of the stack.', 'shop')
  stack!: string;

  @Shown('Name of the instance.', 'db')
  instance_id!: string;
}

export class SuggestedRequestAnswer implements SuggestedRequest {
  @Shown('HTTP method.', 'PATCH', { enum: ['POST', 'PUT', 'PATCH'] })
  method!: SuggestedRequest['method'];

  @Shown('Path below the prefix of the API.', '/stacks/shop/instances/db/ports')
  path!: string;

  @Shown(
    'JSON body.',
    { set: [{ host_ip: '127.0.0.1', host_port: 5433, container_port: 5432, protocol: 'tcp' }] },
    {
      type: 'object',
      additionalProperties: true,
    },
  )
  body!: object;
}

export class SuggestionAnswer implements Suggestion {
  @Shown('What to do.', 'Publish shop/db on host port 5433 instead.')
  text!: string;

  @Shown('The request that does it; null where it takes a decision or a value that only a person has.', undefined, {
    type: SuggestedRequestAnswer,
    nullable: true,
  })
  request!: SuggestedRequest | null;
}

export class FindingAnswer implements Finding {
  @Shown('Kind of finding.', 'port-clash', { enum: FINDING_KINDS })
  kind!: FindingKind;

  @Shown('error: will not start as meant. warning: may surprise. info: worth knowing.', 'error', { enum: SEVERITIES })
  severity!: Severity;

  @Shown(
    'What it is about: ports, a domain, a template, a variable, a volume, a container name, or the place (JSON pointer) of what reaches the host, refers or may be a secret.',
    '5432/tcp',
  )
  subject!: string;

  @Shown('The same in words.', 'Host port 5432/tcp is claimed by shop/db (127.0.0.1) and blog/db.')
  message!: string;

  @Shown('The instances involved, those of this stack first; at most 20 of them.', undefined, {
    type: [InvolvedInstanceAnswer],
  })
  instances!: InvolvedInstance[];

  @Shown('How many instances are involved in all.', 2)
  instance_count!: number;

  @Shown('How to settle it.', undefined, { type: SuggestionAnswer, nullable: true })
  suggestion!: Suggestion | null;
}

export class SeverityCounts implements Record<Severity, number> {
  @Shown('Errors.', 1)
  error!: number;

  @Shown('Warnings.', 0)
  warning!: number;

  @Shown('Infos.', 0)
  info!: number;
}

export class StackFindings {
  @Shown('Name of the stack.', 'shop')
  stack!: string;

  @Shown('How many findings there are of each severity, also of those beyond the list.', undefined, {
    type: SeverityCounts,
  })
  counts!: SeverityCounts;

  @Shown('There are more findings than the list holds.', false)
  capped!: boolean;

  @Shown('At most 500, errors first.', undefined, { type: [FindingAnswer] })
  findings!: Finding[];
}
