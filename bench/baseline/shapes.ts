/** What the API answers, made of rows by hand. */

interface Row {
  [column: string]: unknown;
}

const FACETS = ['ports', 'volumes', 'env_vars', 'labels', 'domains', 'healthcheck', 'config_files'] as const;

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
    override_count,
    override_counts,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

export function detail(row: Row): Row {
  const { ports, volumes, env_vars, labels, domains, config_files } = row;
  const [healthcheck = null]: unknown[] = Array.isArray(row.healthcheck) ? row.healthcheck : [];
  return { ...summary(row), ports, volumes, env_vars, labels, domains, healthcheck, config_files };
}

export function stack(row: Row): Row {
  const { id, name, description, network_name, enabled, instance_count, enabled_count, created_at, updated_at } = row;
  const override_count = FACETS.reduce((sum, facet) => sum + Number(row[`count_${facet}`]), 0);
  return {
    ...{ id, name, description, network_name, enabled, instance_count, enabled_count, override_count },
    ...{ created_at, updated_at },
  };
}
