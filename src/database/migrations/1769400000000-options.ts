import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  { table: 'service_options', owner: 'service_id', owners: 'services', removed: '', only: '' },
  {
    ...{ table: 'instance_options', owner: 'instance_id', owners: 'service_instances' },
    ...{ removed: 'removed boolean NOT NULL DEFAULT false,', only: ' WHERE NOT removed' },
  },
];

/** What no key can be called: kept as the value of one that means nothing to Compose. */
const UNSAYABLE = 'x-former-keys';
const SAYABLE = "option.key <> '' AND length(option.key) <= 255";

/**
 * The Compose keys without a column become rows, which instances can override. A key without a value says nothing, in Compose
 * as here, and is no row.
 */
export class Options1769400000000 implements MigrationInterface {
  readonly name = 'Options1769400000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const { table, owner, owners, removed, only } of TABLES) {
      await queryRunner.query(`CREATE TABLE ${table} (
        id serial NOT NULL, ${owner} int NOT NULL, ${removed}
        created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(),
        key varchar(255) NOT NULL, value jsonb NOT NULL,
        CONSTRAINT pk_${table} PRIMARY KEY (id),
        CONSTRAINT ck_${table}_key CHECK (key <> ''),
        CONSTRAINT fk_${table}_${owner} FOREIGN KEY (${owner}) REFERENCES ${owners} (id) ON DELETE CASCADE)`);
      await queryRunner.query(`CREATE INDEX ix_${table}_${owner} ON ${table} (${owner})`);
      await queryRunner.query(`CREATE UNIQUE INDEX uq_${table} ON ${table} (${owner}, key)${only}`);
    }
    const options = `services template, jsonb_each(template.extra) option WHERE option.value <> 'null'`;
    const times = 'template.created_at, template.updated_at';
    await queryRunner.query(
      `INSERT INTO service_options (service_id, key, value, created_at, updated_at)
       SELECT template.id, option.key, option.value, ${times} FROM ${options} AND ${SAYABLE}
       ORDER BY template.id, option.key COLLATE "C"`,
    );
    await queryRunner.query(
      `INSERT INTO service_options (service_id, key, value, created_at, updated_at)
       SELECT template.id, '${UNSAYABLE}', jsonb_object_agg(option.key, option.value), ${times}
       FROM ${options} AND NOT (${SAYABLE}) GROUP BY template.id`,
    );
    await queryRunner.query('ALTER TABLE services DROP extra');
  }

  /** Refused while instances have options of their own, which the version before cannot store. */
  async down(queryRunner: QueryRunner): Promise<void> {
    const own: unknown[] = await queryRunner.query('SELECT FROM instance_options LIMIT 1');
    if (own.length > 0) throw new Error('instance_options holds options, which would be lost.');
    await queryRunner.query(`ALTER TABLE services ADD extra jsonb NOT NULL DEFAULT '{}'`);
    await queryRunner.query(
      `UPDATE services template SET extra = given.extra FROM (
         SELECT service_id, jsonb_object_agg(key, value) AS extra FROM service_options GROUP BY service_id
       ) given WHERE given.service_id = template.id`,
    );
    for (const { table } of TABLES) await queryRunner.query(`DROP TABLE ${table}`);
  }
}
