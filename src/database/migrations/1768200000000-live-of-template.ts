import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The live instances of a template are counted out of the index alone, without reading their rows. */
export class LiveOfTemplate1768200000000 implements MigrationInterface {
  readonly name = 'LiveOfTemplate1768200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_service_instances_of_template ON service_instances (template_service_id, deleted_at)',
    );
    await queryRunner.query('DROP INDEX ix_service_instances_template_service_id');
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_service_instances_template_service_id ON service_instances (template_service_id)',
    );
    await queryRunner.query('DROP INDEX ix_service_instances_of_template');
  }
}
