import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An instance may go without a setting that its template has: it is that of the image then. */
export class RemovedSettings1769500000000 implements MigrationInterface {
  readonly name = 'RemovedSettings1769500000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE service_instances ADD removed_settings text[] NOT NULL DEFAULT '{}',
         ADD CONSTRAINT ck_service_instances_removed_settings CHECK (removed_settings <@ '{command,user_spec}'::text[]
           AND NOT (command IS NOT NULL AND 'command' = ANY (removed_settings))
           AND NOT (user_spec IS NOT NULL AND 'user_spec' = ANY (removed_settings)))`,
    );
  }

  /** Refused while an instance goes without a setting, which the version before cannot store. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const own: unknown[] = await queryRunner.query(
      `SELECT FROM service_instances WHERE removed_settings <> '{}' LIMIT 1`,
    );
    if (own.length > 0) throw new Error('service_instances.removed_settings holds settings, which would be lost.');
    await queryRunner.query('ALTER TABLE service_instances DROP removed_settings');
  }
}
