/** What the API answers, made of rows by hand. */

interface Row {
  [column: string]: unknown;
}

const FACETS = ['ports', 'volumes', 'env_vars', 'labels', 'domains', 'healthcheck', 'config_files', 'options'] as const;

export function summary(row: Row): Row {
  const override_counts: Record<string, number> = {};
  let override_count = 0;
  for (const name of FACETS) {
    const count = Number(row[`count_${name}`]);
    override_counts[name] = count;
    override_count += count;
  }
  return {
    id: row.id,
    stack_id: row.stack_id,
    instance_id: row.instance_id,
    template_service_id: row.template_service_id,
    template_name: row.template_name,
    container_name: row.container_name,
    description: row.description,
    enabled: row.enabled,
    settings: {
      image_name: row.image_name,
      image_tag: row.image_tag,
      command: row.command,
      restart_policy: row.restart_policy,
      user_spec: row.user_spec,
    },
    removed_settings: row.removed_settings,
    override_count,
    override_counts,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

const COLUMNS = {
  ports: ['host_ip', 'host_port', 'container_port', 'protocol', 'publish_mode'],
  volumes: ['volume_type', 'source', 'target', 'read_only', 'is_external', 'options'],
  env_vars: ['key', 'value', 'is_secret', 'fingerprint'],
  labels: ['key', 'value'],
  domains: ['domain', 'proxy_port'],
  healthcheck: ['test', 'interval_seconds', 'timeout_seconds', 'retries', 'start_period_seconds'],
  config_files: ['file_path', 'content', 'file_mode', 'is_template'],
  options: ['key', 'value'],
};

/** The counts are those of the rows, which are here anyway. */
export function detail(row: Row & { items: [number, ...unknown[]][] | null }): Row {
  const lists = FACETS.map((): Row[] => []);
  for (const [table, ...values] of row.items ?? []) {
    const facet = FACETS[table];
    if (!facet) continue;
    const columns = ['id', ...COLUMNS[facet], 'removed', 'created_at', 'updated_at'];
    lists[table]?.push(Object.fromEntries(columns.map((column, index) => [column, values[index]])));
  }
  const facets = Object.fromEntries(FACETS.map((facet, table) => [facet, lists[table]]));
  const counts = Object.fromEntries(FACETS.map((facet, table) => [`count_${facet}`, lists[table]?.length]));
  return {
    ...summary({ ...row, ...counts }),
    ...facets,
    healthcheck: lists[FACETS.indexOf('healthcheck')]?.[0] ?? null,
  };
}

export function stack(row: Row): Row {
  const { id, name, description, network_name, enabled, instance_count, enabled_count, override_count } = row;
  return {
    ...{ id, name, description, network_name, enabled, instance_count, enabled_count, override_count },
    ...{ variable_count: row.variable_count, created_at: row.created_at, updated_at: row.updated_at },
  };
}

export function template(row: Row): Row {
  const { id, name, category, category_id, description, image_name, image_tag, command, restart_policy, user_spec } =
    row;
  return {
    ...{ id, name, category, category_id, description, image_name, image_tag, command, restart_policy, user_spec },
    ...{ enabled: row.enabled, provides: row.provides, instance_count: row.instance_count, revision: row.revision },
    ...{ created_at: row.created_at, updated_at: row.updated_at },
  };
}
