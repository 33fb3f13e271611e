import { LIMITS } from '../common/limits.js';
import { Check, Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, OneToMany } from 'typeorm';
import { PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm';
import { ServiceConfigFile } from '../facets/config-files.js';
import { ServiceDomain } from '../facets/domains.js';
import { ServiceEnvVar } from '../facets/env-vars.js';
import type { FacetRows } from '../facets/facets.js';
import { ServiceHealthcheck } from '../facets/healthcheck.js';
import { ServiceLabel } from '../facets/labels.js';
import { ServiceOption } from '../facets/options.js';
import { ServicePort } from '../facets/ports.js';
import { ServiceVolume } from '../facets/volumes.js';
import type { Category } from './category.entity.js';
import { Instance } from './instance.entity.js';
import { TemplateSettingColumns } from '../settings/setting-columns.js';
import { RESTART_POLICY_CHECK } from '../settings/setting-rules.js';
import { TemplateDependency } from './template-dependency.entity.js';

/** A catalogue entry: image, command and every facet that its instances inherit. */
@Entity('services')
@Unique('uq_services_name', ['name'])
@Index('ix_services_category_id', ['category_id'])
@Check('ck_services_restart_policy', RESTART_POLICY_CHECK)
@Check('ck_services_image', "image_name <> '' AND image_tag <> ''")
export class Template extends TemplateSettingColumns implements FacetRows<'template_row'> {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('varchar', { length: LIMITS.name })
  name!: string;

  @Column('int', { nullable: true })
  category_id!: number | null;

  @ManyToOne('categories', 'templates', { onDelete: 'RESTRICT', nullable: true })
  @JoinColumn({ name: 'category_id' })
  category?: Category | null;

  @Column('text', { default: '' })
  description!: string;

  @Column('boolean', { default: true })
  enabled!: boolean;

  /** Names of other templates whose place it can take. */
  @Column('text', { array: true, default: [] })
  provides!: string[];

  @Column('int', { default: 1 })
  revision!: number;

  /** The revision that the last load of the catalogue left; any other revision was edited here and is not overwritten. */
  @Column('int', { nullable: true })
  catalog_revision!: number | null;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;

  @OneToMany(() => ServicePort, (row) => row.service, { cascade: true })
  ports!: ServicePort[];

  @OneToMany(() => ServiceVolume, (row) => row.service, { cascade: true })
  volumes!: ServiceVolume[];

  @OneToMany(() => ServiceEnvVar, (row) => row.service, { cascade: true })
  env_vars!: ServiceEnvVar[];

  @OneToMany(() => ServiceLabel, (row) => row.service, { cascade: true })
  labels!: ServiceLabel[];

  @OneToMany(() => ServiceDomain, (row) => row.service, { cascade: true })
  domains!: ServiceDomain[];

  @OneToMany(() => ServiceHealthcheck, (row) => row.service, { cascade: true })
  healthcheck!: ServiceHealthcheck[];

  @OneToMany(() => ServiceConfigFile, (row) => row.service, { cascade: true })
  config_files!: ServiceConfigFile[];

  @OneToMany(() => ServiceOption, (row) => row.service, { cascade: true })
  options!: ServiceOption[];

  @OneToMany(() => TemplateDependency, (dependency) => dependency.service, { cascade: true })
  dependencies?: TemplateDependency[];

  @OneToMany(() => Instance, (instance) => instance.template)
  instances?: Instance[];
}
