import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  ['service_ports', 'service_id', ''],
  ['instance_ports', 'instance_id', ' WHERE NOT removed'],
] as const;

/** A port may be published on every address, and on any free port of the host: null says so. What is stored stays. */
export class OpenPorts1770000000000 implements MigrationInterface {
  readonly name = 'OpenPorts1770000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const [table, owner, where] of TABLES) {
      await queryRunner.query(`ALTER TABLE ${table} ALTER host_ip DROP NOT NULL, ALTER host_port DROP NOT NULL`);
      await queryRunner.query(`DROP INDEX uq_${table}`);
      await queryRunner.query(
        `CREATE UNIQUE INDEX uq_${table} ON ${table}
           (${owner}, coalesce(host_ip, ''), coalesce(host_port, -container_port), protocol)${where}`,
      );
    }
  }

  /**
   * Null becomes what an import stored for it before: 0.0.0.0, and the port that the container has. Refused where an owner
   * would then publish twice on one port.
   */
  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [table, owner, where] of TABLES) {
      const twice: unknown[] = await queryRunner.query(
        `SELECT FROM ${table}${where} GROUP BY ${owner}, coalesce(host_ip, '0.0.0.0'), coalesce(host_port, container_port), protocol
         HAVING count(*) > 1 LIMIT 1`,
      );
      if (twice.length > 0)
        throw new Error(`${table} holds ports without an address or host port that would meet others.`);
    }
    for (const [table, owner, where] of TABLES) {
      await queryRunner.query(`DROP INDEX uq_${table}`);
      await queryRunner.query(
        `UPDATE ${table} SET host_ip = coalesce(host_ip, '0.0.0.0'), host_port = coalesce(host_port, container_port)
         WHERE host_ip IS NULL OR host_port IS NULL`,
      );
      await queryRunner.query(`ALTER TABLE ${table} ALTER host_ip SET NOT NULL, ALTER host_port SET NOT NULL`);
      await queryRunner.query(
        `CREATE UNIQUE INDEX uq_${table} ON ${table} (${owner}, host_ip, host_port, protocol)${where}`,
      );
    }
  }
}
