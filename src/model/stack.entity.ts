import { LIMITS } from '../common/limits.js';
import {
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  Entity,
  Index,
  OneToMany,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
} from 'typeorm';
import { Instance } from './instance.entity.js';

/** A named group of instances with a network of its own. */
@Entity('stacks')
@Index('uq_stacks_name', ['name'], { unique: true, where: 'deleted_at IS NULL' })
@Index('uq_stacks_network_name', ['network_name'], { unique: true, where: 'deleted_at IS NULL' })
@Index('ix_stacks_deleted_at', ['deleted_at'], { where: 'deleted_at IS NOT NULL' })
export class Stack {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('varchar', { length: LIMITS.name })
  name!: string;

  @Column('text', { default: '' })
  description!: string;

  @Column('varchar', { length: LIMITS.network_name })
  network_name!: string;

  @Column('boolean', { default: true })
  enabled!: boolean;

  @Column('int', { default: 1 })
  revision!: number;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;

  @DeleteDateColumn({ type: 'timestamptz', nullable: true })
  deleted_at!: Date | null;

  @OneToMany(() => Instance, (instance) => instance.stack, { cascade: true })
  instances?: Instance[];
}
