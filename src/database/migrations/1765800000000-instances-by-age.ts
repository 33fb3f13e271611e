import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The list of the instances of all stacks is in the order of creation: a page of it reads that page alone. */
export class InstancesByAge1765800000000 implements MigrationInterface {
  readonly name = 'InstancesByAge1765800000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE INDEX ix_service_instances_age ON service_instances (created_at, id) WHERE deleted_at IS NULL',
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP INDEX ix_service_instances_age');
  }
}
