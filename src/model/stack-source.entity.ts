import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  OneToOne,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import type { Stack } from './stack.entity.js';

/** What the last import of a stack set: the next one tells by it what somebody changed since. */
@Entity('stack_sources')
@Unique('uq_stack_sources_stack_id', ['stack_id'])
@Check('ck_stack_sources_format', "format IN ('compose', 'devarch')")
export class StackSource {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  stack_id!: number;

  @OneToOne('stacks', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'stack_id' })
  stack?: Stack;

  @Column('varchar', { length: 16 })
  format!: string;

  /** By the names of the file's instances, their ids here, whatever they are called now. */
  @Column('jsonb', { default: {} })
  instance_ids!: Record<string, number>;

  /** Per part and key what the file said, and what was set for it; secrets by their fingerprints. */
  @Column('jsonb', { default: {} })
  content!: object;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  /** When an import last set anything else. */
  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}
