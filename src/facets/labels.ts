import { Column } from 'typeorm';
import { TextField } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import { defineFacet, InstanceRow, InstanceTable, Stored, TemplateRow, TemplateTable } from './facet.js';
import { Referring } from '../references/referring.js';
import { labelKeyRule } from './values.js';

/** One container label. Keys below `devarch.` belong to the product and are refused here. */
export class LabelSpec {
  @Stored(
    { type: 'varchar', length: LIMITS.key },
    TextField({
      description: 'Key of the label.',
      min: 1,
      max: LIMITS.key,
      rule: labelKeyRule,
      example: 'com.example.team',
    }),
  )
  key!: string;

  @Stored({ type: 'text' }, TextField({ description: 'Value of the label.', max: LIMITS.value, example: 'payments' }))
  @Referring({ is_seen: true })
  value: string = '';
}

const RULES = { unique: ['key'], checks: { key: "key <> '' AND lower(key) NOT LIKE 'devarch.%'" } } as const;

@TemplateTable('service_labels', RULES)
export class ServiceLabel extends TemplateRow {
  @Column(() => LabelSpec, { prefix: false })
  spec!: LabelSpec;
}

@InstanceTable('instance_labels', RULES)
export class InstanceLabel extends InstanceRow {
  @Column(() => LabelSpec, { prefix: false })
  spec!: LabelSpec;
}

export const labels = defineFacet({
  name: 'labels',
  path: 'labels',
  noun: 'label',
  shape: '{"key":"com.example.team","value":"payments"}',
  compose_keys: { labels: 'whole' },
  spec: LabelSpec,
  template_row: ServiceLabel,
  instance_row: InstanceLabel,
  key: (spec: LabelSpec) => spec.key,
  key_columns: ['key'],
});
