import type { ClientBase } from 'pg';
import type { FacetMap } from '../../src/facets/facets.js';

export interface Bulk {
  /** How many instances to add, 50 to a stack. */
  instances: number;
  /** How the names of the stacks start. */
  prefix: string;
}

export const PER_STACK = 50;

/** How many override rows one instance in ten gets, by facet: 20 in all. */
const ROWS: FacetMap<{ table: string; count: number; columns: string; values: string }> = {
  ports: { table: 'instance_ports', count: 2, columns: 'host_port, container_port', values: '20000 + n, 8000 + n' },
  volumes: { table: 'instance_volumes', count: 2, columns: 'source, target', values: `'data-' || n, '/data/' || n` },
  env_vars: { table: 'instance_env_vars', count: 9, columns: 'key, value', values: `'BULK_' || n, 'value ' || n` },
  labels: { table: 'instance_labels', count: 3, columns: 'key, value', values: `'bulk.' || n, 'value ' || n` },
  domains: { table: 'instance_domains', count: 1, columns: 'domain', values: `'d' || n || '.localhost'` },
  healthcheck: { table: 'instance_healthchecks', count: 1, columns: 'test', values: `'true'` },
  config_files: {
    table: 'instance_config_files',
    count: 1,
    columns: 'file_path, content',
    values: `'/etc/bulk.conf', 'a = 1'`,
  },
  options: { table: 'instance_options', count: 1, columns: 'key, value', values: `'shm_size', '"64m"'` },
};

/**
 * Fills the database by set-based inserts and ANALYZE: stacks of 50 instances over all templates there are, every tenth
 * instance with 20 override rows. The same call makes the same names.
 */
export async function insertBulk(client: ClientBase, { instances, prefix }: Bulk): Promise<void> {
  const stacks = Math.ceil(instances / PER_STACK);
  await client.query(
    `INSERT INTO stacks (name, network_name)
     SELECT name, 'devarch-' || name || '-net' FROM (
       SELECT $1 || lpad(n::text, 6, '0') AS name FROM generate_series(1, $2::int) n ORDER BY n) named`,
    [prefix, stacks],
  );
  await client.query(
    `INSERT INTO service_instances (stack_id, template_service_id, instance_id, container_name)
     SELECT stack.id, template.ids[1 + n % cardinality(template.ids)], 'i' || n, 'devarch-' || stack.name || '-i' || n
     FROM stacks stack, generate_series(1, $2::int) n, (SELECT array_agg(id ORDER BY id) AS ids FROM services) template
     WHERE stack.name LIKE $1 || '%' ORDER BY stack.id, n LIMIT $3`,
    [prefix, PER_STACK, instances],
  );
  for (const { table, count, columns, values } of Object.values(ROWS)) {
    await client.query(
      `INSERT INTO ${table} (instance_id, ${columns})
       SELECT instance.id, ${values}
       FROM service_instances instance JOIN stacks stack ON stack.id = instance.stack_id, generate_series(1, ${count}) n
       WHERE stack.name LIKE $1 || '%' AND instance.id % 10 = 0 ORDER BY instance.id, n`,
      [prefix],
    );
  }
  await client.query('ANALYZE');
}
