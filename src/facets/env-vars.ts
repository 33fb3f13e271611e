import { Column } from 'typeorm';
import { BooleanField, TextField } from '../common/fields.js';
import { defineFacet, InstanceRow, InstanceTable, Stored, TemplateRow, TemplateTable } from './facet.js';
import { envKeyRule } from './values.js';

/** One environment variable; a null value passes the variable on from the shell that runs Compose. */
export class EnvVarSpec {
  @Stored(
    { type: 'varchar', length: 255 },
    TextField({ description: 'Name of the variable.', min: 1, max: 255, rule: envKeyRule, example: 'POSTGRES_DB' }),
  )
  key!: string;

  @Stored(
    { type: 'text' },
    TextField({
      description: 'Value; null passes the variable on from the environment.',
      max: 65536,
      sensitive: true,
      example: 'shop',
    }),
  )
  value: string | null = null;

  @Stored({ type: 'boolean' }, BooleanField({ description: 'The value is a secret.', example: false }))
  is_secret: boolean = false;
}

const RULES = { unique: ['key'], checks: { key: "key <> ''" } } as const;

@TemplateTable('service_env_vars', RULES)
export class ServiceEnvVar extends TemplateRow {
  @Column(() => EnvVarSpec, { prefix: false })
  spec!: EnvVarSpec;
}

@InstanceTable('instance_env_vars', RULES)
export class InstanceEnvVar extends InstanceRow {
  @Column(() => EnvVarSpec, { prefix: false })
  spec!: EnvVarSpec;
}

export const envVars = defineFacet({
  name: 'env_vars',
  path: 'env-vars',
  noun: 'env var',
  spec: EnvVarSpec,
  template_row: ServiceEnvVar,
  instance_row: InstanceEnvVar,
  key: (spec: EnvVarSpec) => spec.key,
  key_columns: ['key'],
});
