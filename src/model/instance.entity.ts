import { LIMITS } from '../common/limits.js';
import {
  Check,
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToMany,
} from 'typeorm';
import { PrimaryGeneratedColumn, UpdateDateColumn } from 'typeorm';
import { InstanceConfigFile } from '../facets/config-files.js';
import { InstanceDomain } from '../facets/domains.js';
import { InstanceEnvVar } from '../facets/env-vars.js';
import type { FacetRows } from '../facets/facets.js';
import { InstanceHealthcheck } from '../facets/healthcheck.js';
import { InstanceLabel } from '../facets/labels.js';
import { InstanceOption } from '../facets/options.js';
import { InstancePort } from '../facets/ports.js';
import { InstanceVolume } from '../facets/volumes.js';
import { InstanceSettingColumns } from '../settings/setting-columns.js';
import { REMOVED_SETTINGS_CHECK } from '../settings/removed-settings.js';
import { RESTART_POLICY_CHECK } from '../settings/setting-rules.js';
import type { SettingName } from '../settings/settings.js';
import type { Stack } from './stack.entity.js';
import type { Template } from './template.entity.js';

/** A template in use inside one stack. It stores only what differs: overrides in a table per facet, settings that are not null. */
@Entity('service_instances')
@Index('uq_service_instances_name', ['stack_id', 'instance_id'], { unique: true, where: 'deleted_at IS NULL' })
@Index('uq_service_instances_container_name', ['container_name'], { unique: true, where: 'deleted_at IS NULL' })
@Index('ix_service_instances_of_template', ['template_service_id', 'deleted_at'])
@Index('ix_service_instances_stack_order', ['stack_id', 'created_at', 'id'])
@Index('ix_service_instances_age', ['created_at', 'id'], { where: 'deleted_at IS NULL' })
@Check('ck_service_instances_restart_policy', RESTART_POLICY_CHECK)
@Check('ck_service_instances_removed_settings', REMOVED_SETTINGS_CHECK)
@Check('ck_service_instances_image', "image_name <> '' AND image_tag <> ''")
export class Instance extends InstanceSettingColumns implements FacetRows<'instance_row'> {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  stack_id!: number;

  @ManyToOne('stacks', 'instances', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'stack_id' })
  stack?: Stack;

  /** The name of the instance within its stack. */
  @Column('varchar', { length: LIMITS.name })
  instance_id!: string;

  @Column('int')
  template_service_id!: number;

  @ManyToOne('services', 'instances', { onDelete: 'RESTRICT', nullable: false })
  @JoinColumn({ name: 'template_service_id' })
  template?: Template;

  @Column('varchar', { length: LIMITS.container_name })
  container_name!: string;

  @Column('text', { default: '' })
  description!: string;

  @Column('boolean', { default: true })
  enabled!: boolean;

  /** Settings of the template that it goes without. */
  @Column('text', { array: true, default: [] })
  removed_settings!: SettingName[];

  @Column('int', { default: 1 })
  revision!: number;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;

  @DeleteDateColumn({ type: 'timestamptz', nullable: true })
  deleted_at!: Date | null;

  @OneToMany(() => InstancePort, (row) => row.instance, { cascade: true })
  ports!: InstancePort[];

  @OneToMany(() => InstanceVolume, (row) => row.instance, { cascade: true })
  volumes!: InstanceVolume[];

  @OneToMany(() => InstanceEnvVar, (row) => row.instance, { cascade: true })
  env_vars!: InstanceEnvVar[];

  @OneToMany(() => InstanceLabel, (row) => row.instance, { cascade: true })
  labels!: InstanceLabel[];

  @OneToMany(() => InstanceDomain, (row) => row.instance, { cascade: true })
  domains!: InstanceDomain[];

  @OneToMany(() => InstanceHealthcheck, (row) => row.instance, { cascade: true })
  healthcheck!: InstanceHealthcheck[];

  @OneToMany(() => InstanceConfigFile, (row) => row.instance, { cascade: true })
  config_files!: InstanceConfigFile[];

  @OneToMany(() => InstanceOption, (row) => row.instance, { cascade: true })
  options!: InstanceOption[];
}
