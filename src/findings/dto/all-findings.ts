import { Shown } from '../../common/answer.js';
import { FromQuery } from '../../common/conversions.js';
import { ChoiceField, IntegerField, TextField } from '../../common/fields.js';
import { LIMITS } from '../../common/limits.js';
import { type Finding, FINDING_KINDS, type FindingKind, SEVERITIES, type Severity } from '../finding.js';
import { FindingAnswer, SeverityCounts } from './finding-answers.js';

export class ListFindings {
  @ChoiceField({ description: 'Only those of this severity.', among: SEVERITIES, optional: true })
  severity?: Severity;

  @ChoiceField({ description: 'Only those of this kind.', among: FINDING_KINDS, optional: true })
  kind?: FindingKind;

  @TextField({ description: 'Name of the stack.', min: 1, max: LIMITS.name, optional: true })
  stack?: string;

  @IntegerField({ description: 'How many to list.', min: 1, max: LIMITS.page })
  @FromQuery()
  limit: number = 100;
}

export class FindingOfStack extends FindingAnswer {
  @Shown('Name of the stack that has it.', 'shop')
  stack!: string;
}

export class AllFindings {
  @Shown('How many there are of each severity, also of those beyond the list.', undefined, { type: SeverityCounts })
  counts!: SeverityCounts;

  @Shown('There are more than the list holds.', false)
  capped!: boolean;

  @Shown('Errors first, then by kind, then by the names of the stacks.', undefined, { type: [FindingOfStack] })
  findings!: (Finding & { stack: string })[];
}

class Amount {
  @Shown('How many there are.', 3)
  total!: number;

  @Shown('How many of them are enabled.', 2)
  enabled!: number;
}

export class Summary {
  @Shown('Live stacks.', undefined, { type: Amount })
  stacks!: Amount;

  @Shown('Live instances.', undefined, { type: Amount })
  instances!: Amount;

  @Shown('Templates of the catalogue.', undefined, { type: Amount })
  templates!: Amount;

  @Shown('Overrides of the live instances, removals included.', 12)
  overrides!: number;

  @Shown('Variables of the live stacks.', 4)
  variables!: number;

  @Shown('Findings of all live stacks by severity.', undefined, { type: SeverityCounts })
  findings!: SeverityCounts;
}
