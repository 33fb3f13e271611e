import { Column } from 'typeorm';
import { BooleanField, TextField } from '../common/fields.js';
import { ReadOnlyField } from '../common/read-only.js';
import { LIMITS } from '../common/limits.js';
import { defineFacet, InstanceRow, InstanceTable, Stored, TemplateRow, TemplateTable } from './facet.js';
import { Referring } from '../references/referring.js';
import { recipeRule } from './recipe.js';
import { sealedCheck, SealedForm } from './sealing.js';
import { envKeyRule } from './values.js';

/** One environment variable; a null value passes the variable on from the shell that runs Compose. */
export class EnvVarSpec {
  @Stored(
    { type: 'varchar', length: LIMITS.key },
    TextField({
      description: 'Name of the variable.',
      min: 1,
      max: LIMITS.key,
      rule: envKeyRule,
      sensitive: true,
      example: 'POSTGRES_DB',
    }),
  )
  key!: string;

  @Stored(
    { type: 'text', nullable: true },
    TextField({
      description:
        'Value; null passes the variable on from the environment. A secret is shown as `***`, which in a write keeps it; left out, a secret is kept as well.',
      optional: true,
      nullable: true,
      max: LIMITS.value,
      sensitive: true,
      example: 'shop',
    }),
  )
  @Referring({ attribute: 'env' })
  value!: string | null;

  @Stored(
    { type: 'boolean', default: false },
    BooleanField({
      description: 'The value is a secret. Left out: as it is in effect, false for a new variable.',
      optional: true,
      sensitive: true,
      example: false,
    }),
  )
  is_secret?: boolean;

  @ReadOnlyField({
    description: 'Keyed digest of a secret value, equal where values are; null where nothing is sealed.',
    type: 'string',
    nullable: true,
    example: null,
  })
  fingerprint?: string | null;
}

/** An env var as a template has it: it may leave the value to each instance, which then has one of its own. */
export class TemplateEnvVarSpec extends EnvVarSpec {
  @Stored(
    { type: 'varchar', length: LIMITS.recipe, nullable: true },
    TextField({
      description:
        'How each new instance gets a secret of its own: `password(n)`, `hex(n)`, `base64(n)` or `uuid`. Such an env var is a secret and has no value. Left out, it stays unless a value is given; null takes it away.',
      optional: true,
      nullable: true,
      max: LIMITS.recipe,
      rule: recipeRule,
      example: null,
    }),
  )
  generate?: string | null;
}

const SEALING = { flag: 'is_secret', value: 'value', generate: 'generate' } as const;
const NO_VALUE = 'generate IS NULL OR is_secret AND value IS NULL AND sealed_value IS NULL';
const RULES = { unique: ['key'], checks: { key: "key <> ''", secret: sealedCheck(SEALING) } } as const;

@TemplateTable('service_env_vars', { ...RULES, checks: { ...RULES.checks, generate: NO_VALUE } })
export class ServiceEnvVar extends TemplateRow {
  @Column(() => TemplateEnvVarSpec, { prefix: false })
  spec!: TemplateEnvVarSpec;

  @Column(() => SealedForm, { prefix: false })
  sealed!: SealedForm;
}

@InstanceTable('instance_env_vars', RULES)
export class InstanceEnvVar extends InstanceRow {
  @Column(() => EnvVarSpec, { prefix: false })
  spec!: EnvVarSpec;

  @Column(() => SealedForm, { prefix: false })
  sealed!: SealedForm;
}

export const envVars = defineFacet({
  name: 'env_vars',
  path: 'env-vars',
  noun: 'env var',
  shape: '{"key":"NAME","value":"text"}',
  compose_keys: { environment: 'whole' },
  spec: EnvVarSpec,
  template_spec: TemplateEnvVarSpec,
  template_row: ServiceEnvVar,
  instance_row: InstanceEnvVar,
  key: (spec: EnvVarSpec) => spec.key,
  key_columns: ['key'],
  sealing: SEALING,
});
