WITH page AS MATERIALIZED (
  SELECT instance.id, instance.stack_id, instance.instance_id, instance.template_service_id, instance.container_name,
  instance.description, instance.enabled, instance.image_name, instance.image_tag, instance.command, instance.restart_policy,
  instance.user_spec, instance.removed_settings, template.name AS template_name, instance.created_at, instance.updated_at
  FROM service_instances instance JOIN services template ON template.id = instance.template_service_id
  WHERE instance.stack_id = (SELECT id FROM stacks WHERE name = $1 AND deleted_at IS NULL) AND instance.deleted_at IS NULL
  ORDER BY instance.created_at, instance.id LIMIT $2
), counts AS (
  SELECT owner,
    (count(*) FILTER (WHERE facet = 0))::int AS count_ports,
    (count(*) FILTER (WHERE facet = 1))::int AS count_volumes,
    (count(*) FILTER (WHERE facet = 2))::int AS count_env_vars,
    (count(*) FILTER (WHERE facet = 3))::int AS count_labels,
    (count(*) FILTER (WHERE facet = 4))::int AS count_domains,
    (count(*) FILTER (WHERE facet = 5))::int AS count_healthcheck,
    (count(*) FILTER (WHERE facet = 6))::int AS count_config_files,
    (count(*) FILTER (WHERE facet = 7))::int AS count_options
  FROM (
  SELECT 0 AS facet, instance_id AS owner FROM instance_ports WHERE instance_id = ANY(ARRAY(SELECT id FROM page))
  UNION ALL SELECT 1 AS facet, instance_id AS owner FROM instance_volumes WHERE instance_id = ANY(ARRAY(SELECT id FROM page))
  UNION ALL SELECT 2 AS facet, instance_id AS owner FROM instance_env_vars WHERE instance_id = ANY(ARRAY(SELECT id FROM page))
  UNION ALL SELECT 3 AS facet, instance_id AS owner FROM instance_labels WHERE instance_id = ANY(ARRAY(SELECT id FROM page))
  UNION ALL SELECT 4 AS facet, instance_id AS owner FROM instance_domains WHERE instance_id = ANY(ARRAY(SELECT id FROM page))
  UNION ALL SELECT 5 AS facet, instance_id AS owner FROM instance_healthchecks WHERE instance_id = ANY(ARRAY(SELECT id FROM page))
  UNION ALL SELECT 6 AS facet, instance_id AS owner FROM instance_config_files WHERE instance_id = ANY(ARRAY(SELECT id FROM page))
  UNION ALL SELECT 7 AS facet, instance_id AS owner FROM instance_options WHERE instance_id = ANY(ARRAY(SELECT id FROM page))
  ) rows GROUP BY owner
)
SELECT page.id, stack_id, instance_id, template_service_id, container_name, description, enabled,
  image_name, image_tag, command, restart_policy, user_spec, removed_settings, template_name, count_ports, count_volumes, count_env_vars, count_labels, count_domains, count_healthcheck, count_config_files, count_options,
  to_char(page.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at, to_char(page.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at
FROM page LEFT JOIN counts ON counts.owner = page.id
ORDER BY page.created_at, page.id
