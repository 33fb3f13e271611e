import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm';
import { BooleanField, TextField } from '../common/fields.js';
import { LIMITS } from '../common/limits.js';
import { Stored } from '../facets/facet.js';
import { defineItems, type ItemKind } from '../facets/item-kind.js';
import { sealedCheck, SealedForm } from '../facets/sealing.js';
import { variableKeyRule } from '../facets/values.js';
import { Referring } from '../references/referring.js';
import type { Stack } from './stack.entity.js';

/** One variable of a stack as a pure value; a null value says that it has none yet. */
export class VariableSpec {
  @Stored(
    { type: 'varchar', length: LIMITS.key },
    TextField({
      description: 'Name of the variable.',
      min: 1,
      max: LIMITS.key,
      rule: variableKeyRule,
      sensitive: true,
      example: 'DB_NAME',
    }),
  )
  key!: string;

  @Stored(
    { type: 'text', nullable: true },
    TextField({
      description:
        'Value; null where it has none yet. A secret is shown as `***`, which in a write keeps it; left out, a secret is kept as well.',
      optional: true,
      nullable: true,
      max: LIMITS.value,
      sensitive: true,
      example: 'shop',
    }),
  )
  @Referring()
  value!: string | null;

  @Stored(
    { type: 'boolean', default: false },
    BooleanField({
      description: 'The value is a secret. Left out: as it is now, false for a new variable.',
      optional: true,
      sensitive: true,
      example: false,
    }),
  )
  is_secret?: boolean;

  @Stored(
    { type: 'text', default: '' },
    TextField({
      description: 'What it is for. Left out: as it is now, empty for a new variable.',
      optional: true,
      max: LIMITS.description,
      example: 'Database of the shop',
    }),
  )
  description?: string;
}

const SEALING = { flag: 'is_secret', value: 'value' } as const;

/** A stored variable of a stack. */
@Entity('stack_variables')
@Index('uq_stack_variables', ['stack_id', 'spec.key'], { unique: true })
@Check('ck_stack_variables_key', "key ~ '^[A-Za-z_][A-Za-z0-9_]*$'")
@Check('ck_stack_variables_secret', sealedCheck(SEALING))
export class StackVariable {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  stack_id!: number;

  @ManyToOne('stacks', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'stack_id' })
  stack?: Stack;

  @Column(() => VariableSpec, { prefix: false })
  spec!: VariableSpec;

  @Column(() => SealedForm, { prefix: false })
  sealed!: SealedForm;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}

/** The variables of a stack as generic code sees them: like a facet whose owner is a stack. */
export const VARIABLES: ItemKind = defineItems({
  name: 'variables',
  noun: 'variable',
  shape: '{"key":"DB_NAME","value":"shop"}',
  spec: VariableSpec,
  key: (spec: VariableSpec) => spec.key,
  key_columns: ['key'],
  sealing: SEALING,
});

/** Where they are stored. */
export const VARIABLE_ROWS = { entity: StackVariable, owner: 'stack_id', unique: ['key'] } as const;
