import type { MigrationInterface, QueryRunner } from 'typeorm';

const COLUMNS = `content jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()`;

/** What the last import of a stack or of a template set, so that the next one tells what somebody changed since. */
export class Sources1770600000000 implements MigrationInterface {
  readonly name = 'Sources1770600000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `CREATE TABLE stack_sources (
         id serial NOT NULL,
         stack_id int NOT NULL,
         format varchar(16) NOT NULL,
         instance_ids jsonb NOT NULL DEFAULT '{}',
         ${COLUMNS},
         CONSTRAINT pk_stack_sources PRIMARY KEY (id),
         CONSTRAINT uq_stack_sources_stack_id UNIQUE (stack_id),
         CONSTRAINT fk_stack_sources_stack_id FOREIGN KEY (stack_id) REFERENCES stacks (id) ON DELETE CASCADE,
         CONSTRAINT ck_stack_sources_format CHECK (format IN ('compose', 'devarch'))
       )`,
    );
    await queryRunner.query(
      `CREATE TABLE template_sources (
         id serial NOT NULL,
         service_id int NOT NULL,
         ${COLUMNS},
         CONSTRAINT pk_template_sources PRIMARY KEY (id),
         CONSTRAINT uq_template_sources_service_id UNIQUE (service_id),
         CONSTRAINT fk_template_sources_service_id FOREIGN KEY (service_id) REFERENCES services (id) ON DELETE CASCADE
       )`,
    );
  }

  /** Nothing that anybody configured is lost: without them an import drops nothing. */
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE template_sources');
    await queryRunner.query('DROP TABLE stack_sources');
  }
}
