import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A template may leave a secret to each instance, which then has one of its own. */
export class GeneratedSecrets1768800000000 implements MigrationInterface {
  readonly name = 'GeneratedSecrets1768800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE service_env_vars ADD COLUMN generate varchar(32) NULL');
    await queryRunner.query(
      `ALTER TABLE service_env_vars ADD CONSTRAINT ck_service_env_vars_generate
       CHECK (generate IS NULL OR is_secret AND value IS NULL AND sealed_value IS NULL)`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE service_env_vars DROP CONSTRAINT ck_service_env_vars_generate');
    await queryRunner.query('ALTER TABLE service_env_vars DROP COLUMN generate');
  }
}
