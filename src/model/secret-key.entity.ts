import { CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';

/** A key that something is or may be sealed with, by its id. Every sealed value refers to one, so none that is needed is forgotten. */
@Entity('secret_keys')
export class SecretKey {
  @PrimaryColumn({ type: 'varchar', length: 16, primaryKeyConstraintName: 'pk_secret_keys' })
  key_id!: string;

  @CreateDateColumn({ type: 'timestamptz' })
  created_at!: Date;
}
