import { LIMITS } from '../common/limits.js';
import { Check, Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne } from 'typeorm';
import { PrimaryGeneratedColumn, Unique, UpdateDateColumn } from 'typeorm';
import type { Instance } from './instance.entity.js';

/** A link of an instance that is bound to one other instance of its stack, whatever that is called. */
@Entity('instance_links')
@Unique('uq_instance_links_link', ['instance_id', 'link'])
@Index('ix_instance_links_target_instance_id', ['target_instance_id'])
@Check('ck_instance_links_not_self', 'instance_id <> target_instance_id')
export class InstanceLink {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column('int')
  instance_id!: number;

  @ManyToOne('service_instances', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'instance_id' })
  instance?: Instance;

  @Column('varchar', { length: LIMITS.name })
  link!: string;

  @Column('int')
  target_instance_id!: number;

  @ManyToOne('service_instances', { onDelete: 'CASCADE', nullable: false })
  @JoinColumn({ name: 'target_instance_id' })
  target?: Instance;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;

  @UpdateDateColumn({ type: 'timestamptz' })
  updated_at!: Date;
}
