import type { MigrationInterface, QueryRunner } from 'typeorm';
import { facetTables } from './initial-facets.js';

const TIMESTAMPS = `
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()`;

const RESTART_POLICY = "restart_policy ~ '^(no|always|unless-stopped|on-failure(:[0-9]{1,4})?)$'";

/** Categories, templates, stacks and instances: everything but the facets. */
const TABLES = [
  `CREATE TABLE categories (
  id serial NOT NULL,
  name varchar(64) NOT NULL,
  display_name varchar(128) NOT NULL DEFAULT '',
  color varchar(7),
  startup_order int NOT NULL DEFAULT 0,${TIMESTAMPS},
  CONSTRAINT pk_categories PRIMARY KEY (id),
  CONSTRAINT uq_categories_name UNIQUE (name),
  CONSTRAINT ck_categories_color CHECK (color ~ '^#[0-9a-fA-F]{6}$')
)`,

  `CREATE TABLE services (
  id serial NOT NULL,
  name varchar(63) NOT NULL,
  category_id int,
  description text NOT NULL DEFAULT '',
  image_name varchar(256) NOT NULL,
  image_tag varchar(128) NOT NULL DEFAULT 'latest',
  restart_policy varchar(32) NOT NULL DEFAULT 'unless-stopped',
  command text,
  user_spec varchar(64),
  enabled boolean NOT NULL DEFAULT true,
  extra jsonb NOT NULL DEFAULT '{}',
  revision int NOT NULL DEFAULT 1,
  catalog_revision int,${TIMESTAMPS},
  CONSTRAINT pk_services PRIMARY KEY (id),
  CONSTRAINT uq_services_name UNIQUE (name),
  CONSTRAINT fk_services_category_id FOREIGN KEY (category_id) REFERENCES categories (id) ON DELETE RESTRICT,
  CONSTRAINT ck_services_restart_policy CHECK (${RESTART_POLICY}),
  CONSTRAINT ck_services_image CHECK (image_name <> '' AND image_tag <> '')
)`,
  'CREATE INDEX ix_services_category_id ON services (category_id)',

  `CREATE TABLE service_dependencies (
  id serial NOT NULL,
  service_id int NOT NULL,
  depends_on_service_id int NOT NULL,
  condition varchar(32) NOT NULL DEFAULT 'service_started',${TIMESTAMPS},
  CONSTRAINT pk_service_dependencies PRIMARY KEY (id),
  CONSTRAINT uq_service_dependencies_pair UNIQUE (service_id, depends_on_service_id),
  CONSTRAINT fk_service_dependencies_service_id
    FOREIGN KEY (service_id) REFERENCES services (id) ON DELETE CASCADE,
  CONSTRAINT fk_service_dependencies_depends_on_service_id
    FOREIGN KEY (depends_on_service_id) REFERENCES services (id) ON DELETE RESTRICT,
  CONSTRAINT ck_service_dependencies_condition
    CHECK (condition IN ('service_started', 'service_healthy', 'service_completed_successfully')),
  CONSTRAINT ck_service_dependencies_not_self CHECK (service_id <> depends_on_service_id)
)`,
  'CREATE INDEX ix_service_dependencies_depends_on_service_id ON service_dependencies (depends_on_service_id)',

  `CREATE TABLE stacks (
  id serial NOT NULL,
  name varchar(63) NOT NULL,
  description text NOT NULL DEFAULT '',
  network_name varchar(80) NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  revision int NOT NULL DEFAULT 1,${TIMESTAMPS},
  deleted_at timestamptz,
  CONSTRAINT pk_stacks PRIMARY KEY (id)
)`,
  'CREATE UNIQUE INDEX uq_stacks_name ON stacks (name) WHERE deleted_at IS NULL',
  'CREATE UNIQUE INDEX uq_stacks_network_name ON stacks (network_name) WHERE deleted_at IS NULL',
  'CREATE INDEX ix_stacks_deleted_at ON stacks (deleted_at) WHERE deleted_at IS NOT NULL',

  `CREATE TABLE service_instances (
  id serial NOT NULL,
  stack_id int NOT NULL,
  instance_id varchar(63) NOT NULL,
  template_service_id int NOT NULL,
  container_name varchar(127) NOT NULL,
  description text NOT NULL DEFAULT '',
  enabled boolean NOT NULL DEFAULT true,
  image_name varchar(256),
  image_tag varchar(128),
  command text,
  restart_policy varchar(32),
  user_spec varchar(64),
  revision int NOT NULL DEFAULT 1,${TIMESTAMPS},
  deleted_at timestamptz,
  CONSTRAINT pk_service_instances PRIMARY KEY (id),
  CONSTRAINT fk_service_instances_stack_id FOREIGN KEY (stack_id) REFERENCES stacks (id) ON DELETE CASCADE,
  CONSTRAINT fk_service_instances_template_service_id
    FOREIGN KEY (template_service_id) REFERENCES services (id) ON DELETE RESTRICT,
  CONSTRAINT ck_service_instances_restart_policy CHECK (${RESTART_POLICY}),
  CONSTRAINT ck_service_instances_image CHECK (image_name <> '' AND image_tag <> '')
)`,
  'CREATE UNIQUE INDEX uq_service_instances_name ON service_instances (stack_id, instance_id) WHERE deleted_at IS NULL',
  `CREATE UNIQUE INDEX uq_service_instances_container_name ON service_instances (container_name)
  WHERE deleted_at IS NULL`,
  'CREATE INDEX ix_service_instances_template_service_id ON service_instances (template_service_id)',
  'CREATE INDEX ix_service_instances_stack_order ON service_instances (stack_id, created_at, id)',
];

/** All tables of the first version. `down` drops exactly what `up` made. */
export class Initial1764000000000 implements MigrationInterface {
  name = 'Initial1764000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [...TABLES, ...facetTables(TIMESTAMPS)]) await queryRunner.query(statement);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const created = [...TABLES, ...facetTables(TIMESTAMPS)].map(
      (statement) => /^CREATE TABLE (\w+)/.exec(statement)?.[1],
    );
    for (const table of created.filter((name) => name !== undefined).toReversed()) {
      await queryRunner.query(`DROP TABLE ${table}`);
    }
  }
}
