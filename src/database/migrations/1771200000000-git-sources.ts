import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Repositories that stacks are kept up to, and their secrets. */
export class GitSources1771200000000 implements MigrationInterface {
  readonly name = 'GitSources1771200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await createSources(queryRunner);
    await queryRunner.query(
      `CREATE TABLE git_source_secrets (
         id serial NOT NULL,
         stack_id int NOT NULL,
         key varchar(16) NOT NULL,
         value text,
         is_secret boolean NOT NULL DEFAULT true,
         sealed_value text,
         fingerprint varchar(16),
         key_id varchar(16),
         created_at timestamptz NOT NULL DEFAULT now(),
         updated_at timestamptz NOT NULL DEFAULT now(),
         CONSTRAINT pk_git_source_secrets PRIMARY KEY (id),
         CONSTRAINT fk_git_source_secrets_stack_id FOREIGN KEY (stack_id) REFERENCES git_sources (stack_id) ON DELETE CASCADE,
         CONSTRAINT fk_git_source_secrets_key_id FOREIGN KEY (key_id) REFERENCES secret_keys (key_id),
         CONSTRAINT ck_git_source_secrets_secret CHECK (
           CASE WHEN is_secret AND value ~ '^\\$\\{\\{[^{}]*\\}\\}$' THEN sealed_value IS NULL
           WHEN is_secret THEN value IS NULL ELSE sealed_value IS NULL END
           AND num_nulls(sealed_value, fingerprint, key_id) IN (0, 3)
           AND key_id IS NOT DISTINCT FROM split_part(sealed_value, '.', 2))
       )`,
    );
    await queryRunner.query('CREATE UNIQUE INDEX uq_git_source_secrets ON git_source_secrets (stack_id, key)');
  }

  /** Refused while there is any: dropping the tables would lose it. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const stored: unknown[] = await queryRunner.query('SELECT FROM git_sources LIMIT 1');
    if (stored.length > 0) throw new Error('git_sources holds sources of stacks, which would be lost.');
    await queryRunner.query('DROP TABLE git_source_secrets');
    await queryRunner.query('DROP TABLE git_sources');
  }
}

async function createSources(queryRunner: QueryRunner): Promise<void> {
  await queryRunner.query(
    `CREATE TABLE git_sources (
       stack_id int NOT NULL,
       url varchar(2048) NOT NULL,
       ref varchar(255),
       path varchar(600) NOT NULL,
       username varchar(255) NOT NULL,
       interval_seconds int,
       state varchar(16) NOT NULL DEFAULT 'never',
       last_commit varchar(64),
       last_checked_at timestamptz,
       last_synced_at timestamptz,
       error text,
       asked_at timestamptz,
       lease uuid,
       leased_until timestamptz,
       created_at timestamptz NOT NULL DEFAULT now(),
       updated_at timestamptz NOT NULL DEFAULT now(),
       CONSTRAINT pk_git_sources PRIMARY KEY (stack_id),
       CONSTRAINT fk_git_sources_stack_id FOREIGN KEY (stack_id) REFERENCES stacks (id) ON DELETE CASCADE,
       CONSTRAINT ck_git_sources_state CHECK (state IN ('never', 'synced', 'failed'))
     )`,
  );
}
