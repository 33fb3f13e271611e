import {
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  OneToOne,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import type { Template } from './template.entity.js';

/** What the last import of a template set: the next one tells by it what somebody changed since. */
@Entity('template_sources')
@Unique('uq_template_sources_service_id', ['service_id'])
export class TemplateSource {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  service_id!: number;

  @OneToOne('services', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'service_id' })
  template?: Template;

  /** Per part and key what the file said, and what was set for it; secrets by their fingerprints. */
  @Column('jsonb', { default: {} })
  content!: object;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  /** When an import last set anything else. */
  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}
