SELECT instance.id, instance.stack_id, instance.instance_id, instance.template_service_id, instance.container_name,
  instance.description, instance.enabled, instance.image_name, instance.image_tag, instance.command, instance.restart_policy,
  instance.user_spec, instance.removed_settings, template.name AS template_name,
  to_char(instance.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at, to_char(instance.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at,
  (SELECT json_agg(item ORDER BY id) FROM (
    SELECT id, json_build_array(0, id, host_ip, host_port, container_port, protocol, publish_mode, removed, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS item
    FROM instance_ports WHERE instance_id = instance.id
    UNION ALL SELECT id, json_build_array(1, id, volume_type, source, target, read_only, is_external, options, removed, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS item
    FROM instance_volumes WHERE instance_id = instance.id
    UNION ALL SELECT id, json_build_array(2, id, key, CASE WHEN is_secret AND (sealed_value IS NOT NULL OR value !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE value END, is_secret, fingerprint, removed, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS item
    FROM instance_env_vars WHERE instance_id = instance.id
    UNION ALL SELECT id, json_build_array(3, id, key, value, removed, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS item
    FROM instance_labels WHERE instance_id = instance.id
    UNION ALL SELECT id, json_build_array(4, id, domain, proxy_port, removed, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS item
    FROM instance_domains WHERE instance_id = instance.id
    UNION ALL SELECT id, json_build_array(5, id, test, interval_seconds, timeout_seconds, retries, start_period_seconds, removed, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS item
    FROM instance_healthchecks WHERE instance_id = instance.id
    UNION ALL SELECT id, json_build_array(6, id, file_path, content, file_mode, is_template, removed, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS item
    FROM instance_config_files WHERE instance_id = instance.id
    UNION ALL SELECT id, json_build_array(7, id, key, value, removed, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS item
    FROM instance_options WHERE instance_id = instance.id
  ) rows) AS items
FROM stacks stack
JOIN service_instances instance ON instance.stack_id = stack.id AND instance.deleted_at IS NULL AND instance.instance_id = $2
JOIN services template ON template.id = instance.template_service_id
WHERE stack.name = $1 AND stack.deleted_at IS NULL
