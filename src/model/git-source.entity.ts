import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm';
import { LIMITS } from '../common/limits.js';
import { defineItems, type ItemKind } from '../facets/item-kind.js';
import { sealedCheck, SealedForm } from '../facets/sealing.js';
import type { Stack } from './stack.entity.js';

/** How a source is after the last attempt to read it. */
export const SOURCE_STATES = ['never', 'synced', 'failed'] as const;

/** The repository that a stack is kept up to. */
@Entity('git_sources')
@Check('ck_git_sources_state', `state IN ('${SOURCE_STATES.join("', '")}')`)
export class GitSource {
  @PrimaryColumn('int')
  stack_id!: number;

  @OneToOne('stacks', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'stack_id' })
  stack?: Stack;

  @Column('varchar', { length: LIMITS.url })
  url!: string;

  @Column('varchar', { length: LIMITS.key, nullable: true })
  ref!: string | null;

  @Column('varchar', { length: LIMITS.path })
  path!: string;

  @Column('varchar', { length: LIMITS.key })
  username!: string;

  /** Seconds between two looks at it; null where nobody looks unasked. */
  @Column('int', { nullable: true })
  interval_seconds!: number | null;

  @Column('varchar', { length: 16, default: 'never' })
  state!: (typeof SOURCE_STATES)[number];

  /** What the stack was last brought up to. */
  @Column('varchar', { length: 64, nullable: true })
  last_commit!: string | null;

  /** When somebody last began to read it. */
  @Column('timestamptz', { nullable: true })
  last_checked_at!: Date | null;

  @Column('timestamptz', { nullable: true })
  last_synced_at!: Date | null;

  /** Why the last attempt failed. */
  @Column('text', { nullable: true })
  error!: string | null;

  /** When a webhook last said that there is something new. */
  @Column('timestamptz', { nullable: true })
  asked_at!: Date | null;

  /** Who reads it now, and until when nobody else may. */
  @Column('uuid', { nullable: true })
  lease!: string | null;

  @Column('timestamptz', { nullable: true })
  leased_until!: Date | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}

/** One secret of a source: `token`, with which it is read, or `secret`, with which webhooks are signed. */
export class SourceSecretSpec {
  @Column('varchar', { length: 16 })
  key!: string;

  @Column('text', { nullable: true })
  value!: string | null;

  @Column('boolean', { default: true })
  is_secret!: boolean;
}

const SEALING = { flag: 'is_secret', value: 'value' } as const;

@Entity('git_source_secrets')
@Index('uq_git_source_secrets', ['stack_id', 'spec.key'], { unique: true })
@Check('ck_git_source_secrets_secret', sealedCheck(SEALING))
export class GitSourceSecret {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  stack_id!: number;

  @ManyToOne(() => GitSource, { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'stack_id' })
  source?: GitSource;

  @Column(() => SourceSecretSpec, { prefix: false })
  spec!: SourceSecretSpec;

  @Column(() => SealedForm, { prefix: false })
  sealed!: SealedForm;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}

/** The secrets of a source, sealed like a facet whose owner is the stack. */
export const SOURCE_SECRETS: ItemKind = defineItems({
  name: 'source_secrets',
  noun: 'secret of the source',
  shape: '{"key":"token"}',
  spec: SourceSecretSpec,
  key: (spec: SourceSecretSpec) => spec.key,
  key_columns: ['key'],
  sealing: SEALING,
});

export const SOURCE_SECRET_ROWS = { entity: GitSourceSecret, owner: 'stack_id', unique: ['key'] } as const;
