WITH page AS MATERIALIZED (
  SELECT template.id, template.name, category.name AS category, template.category_id, template.description, template.image_name,
    template.image_tag, template.command, template.restart_policy, template.user_spec, template.enabled, template.provides,
    template.revision, template.created_at, template.updated_at
  FROM services template LEFT JOIN categories category ON category.id = template.category_id
  ORDER BY template.name LIMIT $1
), counts AS (
  SELECT template_service_id, count(*)::int AS instance_count FROM service_instances
  WHERE template_service_id = ANY(ARRAY(SELECT id FROM page)) AND deleted_at IS NULL GROUP BY template_service_id
)
SELECT page.id, name, category, category_id, description, image_name, image_tag, command, restart_policy, user_spec, enabled,
  array_prepend(name::text, provides) AS provides, coalesce(instance_count, 0) AS instance_count, revision,
  to_char(page.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at, to_char(page.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at
FROM page LEFT JOIN counts ON counts.template_service_id = page.id
ORDER BY page.name
