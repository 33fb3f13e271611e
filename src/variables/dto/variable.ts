import { ReadOnlyField } from '../../common/read-only.js';
import { VariableSpec } from '../../model/stack-variable.entity.js';

/** A variable of a stack as it is answered; what only the server makes may be sent back. */
export class Variable extends VariableSpec {
  @ReadOnlyField({ description: 'Number of the row.', type: 'integer', example: 42 })
  id?: number;

  @ReadOnlyField({
    description: 'Keyed digest of a secret value, equal where values are; null where nothing is sealed.',
    type: 'string',
    nullable: true,
    example: null,
  })
  fingerprint?: string | null;

  @ReadOnlyField({
    description: 'When the variable was added.',
    type: 'string',
    format: 'date-time',
    example: '2026-01-31T09:30:00.000000Z',
  })
  created_at?: string;

  @ReadOnlyField({
    description: 'When it last changed.',
    type: 'string',
    format: 'date-time',
    example: '2026-01-31T09:31:00.000000Z',
  })
  updated_at?: string;
}
