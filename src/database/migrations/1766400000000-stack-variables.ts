import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Variables of a stack: values that its instances share, sealed like env vars where they are secret. */
export class StackVariables1766400000000 implements MigrationInterface {
  readonly name = 'StackVariables1766400000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE stack_variables (
         id serial NOT NULL,
         stack_id int NOT NULL,
         key varchar(255) NOT NULL,
         value text,
         is_secret boolean NOT NULL DEFAULT false,
         description text NOT NULL DEFAULT '',
         sealed_value text,
         fingerprint varchar(16),
         key_id varchar(16),
         created_at timestamptz NOT NULL DEFAULT now(),
         updated_at timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT pk_stack_variables PRIMARY KEY (id),
         CONSTRAINT fk_stack_variables_stack_id FOREIGN KEY (stack_id) REFERENCES stacks (id) ON DELETE CASCADE,
         CONSTRAINT fk_stack_variables_key_id FOREIGN KEY (key_id) REFERENCES secret_keys (key_id),
         CONSTRAINT ck_stack_variables_key CHECK (key ~ '^[A-Za-z_][A-Za-z0-9_]*$'),
         CONSTRAINT ck_stack_variables_secret CHECK (
           CASE WHEN is_secret THEN value IS NULL ELSE sealed_value IS NULL END
           AND num_nulls(sealed_value, fingerprint, key_id) IN (0, 3)
           AND key_id IS NOT DISTINCT FROM split_part(sealed_value, '.', 2))
       )`,
    );
    await queryRunner.query('CREATE UNIQUE INDEX uq_stack_variables ON stack_variables (stack_id, key)');
  }

  /** Refused while there is any: dropping the table would lose it. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const stored: unknown[] = await queryRunner.query('SELECT FROM stack_variables LIMIT 1');
    if (stored.length > 0) throw new Error('stack_variables holds variables, which would be lost.');
    await queryRunner.query('DROP TABLE stack_variables');
  }
}
