import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLE = `CREATE TABLE instance_links (
  id serial NOT NULL,
  instance_id int NOT NULL,
  link varchar(63) NOT NULL,
  target_instance_id int NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT pk_instance_links PRIMARY KEY (id),
  CONSTRAINT uq_instance_links_link UNIQUE (instance_id, link),
  CONSTRAINT fk_instance_links_instance_id
    FOREIGN KEY (instance_id) REFERENCES service_instances (id) ON DELETE CASCADE,
  CONSTRAINT fk_instance_links_target_instance_id
    FOREIGN KEY (target_instance_id) REFERENCES service_instances (id) ON DELETE CASCADE,
  CONSTRAINT ck_instance_links_not_self CHECK (instance_id <> target_instance_id)
)`;

/** What a load of the catalogue brings again is no loss. */
const OWN = 'template.catalog_revision IS DISTINCT FROM template.revision';

/** Text and the query that finds it where dropping the tables and columns would lose it. */
const SAID = [
  ['instance_links holds bindings', 'SELECT FROM instance_links'],
  ['services.provides holds values', `SELECT FROM services template WHERE template.provides <> '{}' AND ${OWN}`],
  [
    'service_dependencies holds links',
    `SELECT FROM service_dependencies dependency
     JOIN services template ON template.id = dependency.service_id
     JOIN services needed ON needed.id = dependency.depends_on_service_id
     WHERE (dependency.link <> needed.name OR NOT dependency.required) AND ${OWN}`,
  ],
] as const;

/** Dependencies have names, templates say what they provide, and an instance may say which other one it means. */
export class Links1767600000020 implements MigrationInterface {
  readonly name = 'Links1767600000020';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE services ADD provides text[] NOT NULL DEFAULT '{}'`);
    await queryRunner.query(
      `ALTER TABLE service_dependencies ADD link varchar(63), ADD required boolean NOT NULL DEFAULT true`,
    );
    await queryRunner.query(
      `UPDATE service_dependencies dependency SET link = needed.name FROM services needed
       WHERE needed.id = dependency.depends_on_service_id`,
    );
    await queryRunner.query(
      `ALTER TABLE service_dependencies ALTER link SET NOT NULL,
         DROP CONSTRAINT uq_service_dependencies_pair,
         ADD CONSTRAINT uq_service_dependencies_link UNIQUE (service_id, link)`,
    );
    await queryRunner.query(TABLE);
    await queryRunner.query('CREATE INDEX ix_instance_links_target_instance_id ON instance_links (target_instance_id)');
  }

  /** Refused while anything is said there that no load of the catalogue brings again. */
  async down(queryRunner: QueryRunner): Promise<void> {
    for (const [what, query] of SAID) {
      const rows: unknown[] = await queryRunner.query(`${query} LIMIT 1`);
      if (rows.length > 0) throw new Error(`${what}, which would be lost.`);
    }
    await queryRunner.query('DROP TABLE instance_links');
    await queryRunner.query(
      `DELETE FROM service_dependencies later USING service_dependencies first WHERE first.id < later.id
       AND first.service_id = later.service_id AND first.depends_on_service_id = later.depends_on_service_id`,
    );
    await queryRunner.query(
      `ALTER TABLE service_dependencies DROP CONSTRAINT uq_service_dependencies_link, DROP link, DROP required,
         ADD CONSTRAINT uq_service_dependencies_pair UNIQUE (service_id, depends_on_service_id)`,
    );
    await queryRunner.query('ALTER TABLE services DROP provides');
  }
}
