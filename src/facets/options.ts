import { Column } from 'typeorm';
import type { JsonValue } from '../common/canonical-json.js';
import { TextField } from '../common/fields.js';
import { JsonField } from '../common/json-field.js';
import { LIMITS } from '../common/limits.js';
import { defineFacet, InstanceRow, InstanceTable, Stored, TemplateRow, TemplateTable } from './facet.js';
import { optionKeyRule } from './option-keys.js';

/** One key of a Compose service that no setting and no other facet has. One without a value says nothing, so none is stored. */
export class OptionSpec {
  @Stored(
    { type: 'varchar', length: LIMITS.key },
    TextField({
      description: 'Key of a Compose service that no setting and no other facet holds; x-… is free.',
      min: 1,
      max: LIMITS.key,
      rule: optionKeyRule,
      example: 'shm_size',
    }),
  )
  key!: string;

  @Stored(
    { type: 'jsonb' },
    JsonField({
      description: 'Value of the key, in the words of Compose.',
      max: LIMITS.option,
      example: '256m',
    }),
  )
  value!: JsonValue;
}

const RULES = { unique: ['key'], checks: { key: "key <> ''" } } as const;

@TemplateTable('service_options', RULES)
export class ServiceOption extends TemplateRow {
  @Column(() => OptionSpec, { prefix: false })
  spec!: OptionSpec;
}

@InstanceTable('instance_options', RULES)
export class InstanceOption extends InstanceRow {
  @Column(() => OptionSpec, { prefix: false })
  spec!: OptionSpec;
}

export const options = defineFacet({
  name: 'options',
  path: 'options',
  noun: 'option',
  shape: '{"key":"shm_size","value":"256m"}',
  compose_keys: {},
  spec: OptionSpec,
  template_row: ServiceOption,
  instance_row: InstanceOption,
  key: (spec: OptionSpec) => spec.key,
  key_columns: ['key'],
});

/** Options as the keys of a service. */
export function keysOf(items: readonly OptionSpec[]): Record<string, JsonValue> {
  return Object.fromEntries(items.map(({ key, value }) => [key, value]));
}
