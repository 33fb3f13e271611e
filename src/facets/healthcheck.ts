import { Column } from 'typeorm';
import { Normalised } from '../common/conversions.js';
import { IntegerField, TextField } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import { defineFacet, InstanceRow, InstanceTable, Stored, TemplateRow, TemplateTable } from './facet.js';
import { besideReferences, Referring } from '../references/referring.js';
import { changeAround } from '../references/text.js';
import { canonicalHealthTest, execForm, healthTestRule } from './values.js';

const DAY = 86_400;

/** How the container is asked whether it is well. An override replaces the whole object, never a single number. */
export class HealthcheckSpec {
  @Stored(
    { type: 'text' },
    TextField({
      description:
        'Shell form, or exec form as a JSON array starting with CMD, CMD-SHELL or NONE; plain text that begins with one of these words is stored as what it means.',
      min: 1,
      max: LIMITS.command,
      rule: besideReferences(healthTestRule),
      example: '["CMD","pg_isready"]',
    }),
  )
  @Normalised((value) => changeAround(value, canonicalHealthTest))
  @Referring({ is_command: true, is_seen: true })
  test!: string;

  @Stored({ type: 'int' }, IntegerField({ description: 'Seconds between two checks.', min: 1, max: DAY, example: 30 }))
  interval_seconds: number = 30;

  @Stored(
    { type: 'int' },
    IntegerField({ description: 'Seconds until a check counts as failed.', min: 1, max: DAY, example: 10 }),
  )
  timeout_seconds: number = 10;

  @Stored(
    { type: 'int' },
    IntegerField({ description: 'Failures in a row until the container is unhealthy.', min: 0, max: 1000, example: 3 }),
  )
  retries: number = 3;

  @Stored(
    { type: 'int' },
    IntegerField({
      description: 'Seconds after the start during which failures do not count.',
      min: 0,
      max: DAY,
      example: 0,
    }),
  )
  start_period_seconds: number = 0;
}

const RULES = {
  unique: [],
  checks: {
    test: "test <> ''",
    numbers: 'interval_seconds > 0 AND timeout_seconds > 0 AND retries >= 0 AND start_period_seconds >= 0',
  },
} as const;

@TemplateTable('service_healthchecks', RULES)
export class ServiceHealthcheck extends TemplateRow {
  @Column(() => HealthcheckSpec, { prefix: false })
  spec!: HealthcheckSpec;
}

@InstanceTable('instance_healthchecks', RULES)
export class InstanceHealthcheck extends InstanceRow {
  @Column(() => HealthcheckSpec, { prefix: false })
  spec!: HealthcheckSpec;
}

/** At most one per owner, so its identity is the owner's and the key is a constant. */
export const healthcheck = defineFacet({
  name: 'healthcheck',
  path: 'healthcheck',
  noun: 'healthcheck',
  shape: '{"test":"curl -f localhost"}',
  compose_keys: { healthcheck: 'part' },
  spec: HealthcheckSpec,
  template_row: ServiceHealthcheck,
  instance_row: InstanceHealthcheck,
  key: () => 'healthcheck',
  key_columns: [],
});

/** Whether it says that nothing is asked, not even what the image itself would ask. */
export function isSwitchedOff({ test }: Pick<HealthcheckSpec, 'test'>): boolean {
  return execForm(test)?.[0] === 'NONE';
}
