import type { MigrationInterface, QueryRunner } from 'typeorm';

const VOLUMES = ['service_volumes', 'instance_volumes'];
const PORTS = ['service_ports', 'instance_ports'];

/** What a mount says beyond its two paths, and where a swarm publishes a port, are values of their facets. */
export class MountOptions1765200000000 implements MigrationInterface {
  readonly name = 'MountOptions1765200000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of VOLUMES)
      await queryRunner.query(
        `ALTER TABLE ${table} ADD options jsonb NOT NULL DEFAULT '{}',
           ADD CONSTRAINT ck_${table}_options CHECK (jsonb_typeof(options) = 'object')`,
      );
    for (const table of PORTS)
      await queryRunner.query(
        `ALTER TABLE ${table} ADD publish_mode varchar(7) NOT NULL DEFAULT 'ingress',
           ADD CONSTRAINT ck_${table}_publish_mode CHECK (publish_mode IN ('ingress', 'host'))`,
      );
  }

  /** Refused while anything is said there: dropping the columns would lose it. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const said = [
      ...VOLUMES.map((table) => [table, "options <> '{}'", 'options'] as const),
      ...PORTS.map((table) => [table, "publish_mode <> 'ingress'", 'publish_mode'] as const),
    ];
    for (const [table, condition, column] of said) {
      const rows: unknown[] = await queryRunner.query(`SELECT FROM ${table} WHERE ${condition} LIMIT 1`);
      if (rows.length > 0) throw new Error(`${table}.${column} holds values, which would be lost.`);
    }
    for (const [table, , column] of said) await queryRunner.query(`ALTER TABLE ${table} DROP ${column}`);
  }
}
