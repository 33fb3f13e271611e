import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = ['service_env_vars', 'instance_env_vars'];

/**
 * Secrets are stored sealed. The rule is not checked for rows that are there already: the server seals those when it
 * starts, because only it has the key. Each sealed value refers to its key, so that a key is not forgotten while it is needed.
 */
export class SealedSecrets1764600000000 implements MigrationInterface {
  readonly name = 'SealedSecrets1764600000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE secret_keys (
         key_id varchar(16) NOT NULL,
         created_at timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT pk_secret_keys PRIMARY KEY (key_id)
       )`,
    );
    for (const table of TABLES) {
      await queryRunner.query(
        `ALTER TABLE ${table} ADD sealed_value text, ADD fingerprint varchar(16), ADD key_id varchar(16),
           ADD CONSTRAINT fk_${table}_key_id FOREIGN KEY (key_id) REFERENCES secret_keys (key_id),
           ADD CONSTRAINT ck_${table}_secret CHECK (
             CASE WHEN is_secret THEN value IS NULL ELSE sealed_value IS NULL END
             AND num_nulls(sealed_value, fingerprint, key_id) IN (0, 3)
             AND key_id IS NOT DISTINCT FROM split_part(sealed_value, '.', 2)) NOT VALID`,
      );
    }
  }

  /** Refused while anything is sealed: dropping the columns would lose it. */
  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of TABLES) {
      const sealed: unknown[] = await queryRunner.query(`SELECT FROM ${table} WHERE sealed_value IS NOT NULL LIMIT 1`);
      if (sealed.length > 0) throw new Error(`${table} holds sealed secrets, which would be lost.`);
    }
    for (const table of TABLES) {
      await queryRunner.query(
        `ALTER TABLE ${table} DROP CONSTRAINT ck_${table}_secret, DROP CONSTRAINT fk_${table}_key_id,
           DROP sealed_value, DROP fingerprint, DROP key_id`,
      );
    }
    await queryRunner.query('DROP TABLE secret_keys');
  }
}
