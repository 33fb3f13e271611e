import { LIMITS } from '../common/limits.js';
import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  OneToMany,
  PrimaryGeneratedColumn,
  Unique,
  UpdateDateColumn,
} from 'typeorm';
import { Template } from './template.entity.js';

/** A group of templates; stacks start the templates of a lower startup_order first. */
@Entity('categories')
@Unique('uq_categories_name', ['name'])
@Check('ck_categories_color', "color ~ '^#[0-9a-fA-F]{6}$'")
export class Category {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('varchar', { length: 64 })
  name!: string;

  @Column('varchar', { length: LIMITS.display_name, default: '' })
  display_name!: string;

  @Column('varchar', { length: 7, nullable: true })
  color!: string | null;

  @Column('int', { default: 0 })
  startup_order!: number;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;

  @OneToMany(() => Template, (template) => template.category)
  templates?: Template[];
}
