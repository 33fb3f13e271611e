import { LIMITS } from '../common/limits.js';
import { Check, Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } from 'typeorm';
import { Unique, UpdateDateColumn } from 'typeorm';
import { DEPENDENCY_CONDITIONS } from './template-definition.js';
import type { Template } from './template.entity.js';

const CONDITIONS = DEPENDENCY_CONDITIONS.map((condition) => `'${condition}'`).join(', ');

/** One template needs another, under a name; instances inherit it. */
@Entity('service_dependencies')
@Unique('uq_service_dependencies_link', ['service_id', 'link'])
@Index('ix_service_dependencies_depends_on_service_id', ['depends_on_service_id'])
@Check('ck_service_dependencies_condition', `condition IN (${CONDITIONS})`)
@Check('ck_service_dependencies_not_self', 'service_id <> depends_on_service_id')
export class TemplateDependency {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  service_id!: number;

  @ManyToOne('services', 'dependencies', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'service_id' })
  service?: Template;

  /** The name by which the template refers to it. */
  @Column('varchar', { length: LIMITS.name })
  link!: string;

  @Column('int')
  depends_on_service_id!: number;

  @ManyToOne('services', { onDelete: 'RESTRICT', nullable: false })
  @JoinColumn({ name: 'depends_on_service_id' })
  depends_on?: Template;

  @Column('varchar', { length: 32, default: 'service_started' })
  condition!: string;

  @Column('boolean', { default: true })
  required!: boolean;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}
