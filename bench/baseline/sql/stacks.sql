WITH page AS MATERIALIZED (
  SELECT id, name, description, network_name, enabled, created_at, updated_at FROM stacks
  WHERE deleted_at IS NULL ORDER BY name LIMIT $1
), held AS MATERIALIZED (
  SELECT id, stack_id, enabled FROM service_instances
  WHERE stack_id = ANY(ARRAY(SELECT id FROM page)) AND deleted_at IS NULL
), overridden AS (
  SELECT owner, count(*) AS overrides FROM (
  SELECT instance_id AS owner FROM instance_ports WHERE instance_id = ANY(ARRAY(SELECT id FROM held))
  UNION ALL SELECT instance_id AS owner FROM instance_volumes WHERE instance_id = ANY(ARRAY(SELECT id FROM held))
  UNION ALL SELECT instance_id AS owner FROM instance_env_vars WHERE instance_id = ANY(ARRAY(SELECT id FROM held))
  UNION ALL SELECT instance_id AS owner FROM instance_labels WHERE instance_id = ANY(ARRAY(SELECT id FROM held))
  UNION ALL SELECT instance_id AS owner FROM instance_domains WHERE instance_id = ANY(ARRAY(SELECT id FROM held))
  UNION ALL SELECT instance_id AS owner FROM instance_healthchecks WHERE instance_id = ANY(ARRAY(SELECT id FROM held))
  UNION ALL SELECT instance_id AS owner FROM instance_config_files WHERE instance_id = ANY(ARRAY(SELECT id FROM held))
  UNION ALL SELECT instance_id AS owner FROM instance_options WHERE instance_id = ANY(ARRAY(SELECT id FROM held))
  ) rows GROUP BY owner
), counts AS (
  SELECT held.stack_id, count(*)::int AS instance_count, (count(*) FILTER (WHERE enabled))::int AS enabled_count,
    sum(overrides)::int AS override_count
  FROM held LEFT JOIN overridden ON owner = held.id GROUP BY held.stack_id
), variables AS (
  SELECT stack_id, count(*)::int AS variable_count FROM stack_variables
  WHERE stack_id = ANY(ARRAY(SELECT id FROM page)) GROUP BY stack_id
)
SELECT page.id, name, description, network_name, enabled, coalesce(instance_count, 0) AS instance_count,
  coalesce(enabled_count, 0) AS enabled_count, coalesce(override_count, 0) AS override_count,
  coalesce(variable_count, 0) AS variable_count,
  to_char(page.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at, to_char(page.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at
FROM page LEFT JOIN counts ON counts.stack_id = page.id LEFT JOIN variables ON variables.stack_id = page.id
ORDER BY page.name
