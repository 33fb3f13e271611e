SELECT stack.id AS stack_id, stack.name AS stack_name, template.name AS template_name,
  stack.network_name, template.provides,
  instance.id, instance.instance_id, instance.container_name, instance.enabled,
  json_build_object('image_name', template.image_name, 'image_tag', template.image_tag, 'command', template.command, 'restart_policy', template.restart_policy, 'user_spec', template.user_spec) AS template_settings,
  json_build_object('image_name', instance.image_name, 'image_tag', instance.image_tag, 'command', instance.command, 'restart_policy', instance.restart_policy, 'user_spec', instance.user_spec) AS instance_settings,
  (SELECT json_agg(item) FROM (
    SELECT json_build_array(0, host_ip, host_port, container_port, protocol, publish_mode) AS item
    FROM service_ports WHERE service_id = template.id
    UNION ALL SELECT json_build_array(1, volume_type, source, target, read_only, is_external, options) AS item
    FROM service_volumes WHERE service_id = template.id
    UNION ALL SELECT json_build_array(2, key, CASE WHEN is_secret AND (sealed_value IS NOT NULL OR value !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE value END, is_secret, fingerprint) AS item
    FROM service_env_vars WHERE service_id = template.id
    UNION ALL SELECT json_build_array(3, key, value) AS item
    FROM service_labels WHERE service_id = template.id
    UNION ALL SELECT json_build_array(4, domain, proxy_port) AS item
    FROM service_domains WHERE service_id = template.id
    UNION ALL SELECT json_build_array(5, test, interval_seconds, timeout_seconds, retries, start_period_seconds) AS item
    FROM service_healthchecks WHERE service_id = template.id
    UNION ALL SELECT json_build_array(6, file_path, content, file_mode, is_template) AS item
    FROM service_config_files WHERE service_id = template.id
    UNION ALL SELECT json_build_array(7, key, value) AS item
    FROM service_options WHERE service_id = template.id
    UNION ALL SELECT json_build_array(8, host_ip, host_port, container_port, protocol, publish_mode, removed)
    FROM instance_ports WHERE instance_id = instance.id
    UNION ALL SELECT json_build_array(9, volume_type, source, target, read_only, is_external, options, removed)
    FROM instance_volumes WHERE instance_id = instance.id
    UNION ALL SELECT json_build_array(10, key, CASE WHEN is_secret AND (sealed_value IS NOT NULL OR value !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE value END, is_secret, fingerprint, removed)
    FROM instance_env_vars WHERE instance_id = instance.id
    UNION ALL SELECT json_build_array(11, key, value, removed)
    FROM instance_labels WHERE instance_id = instance.id
    UNION ALL SELECT json_build_array(12, domain, proxy_port, removed)
    FROM instance_domains WHERE instance_id = instance.id
    UNION ALL SELECT json_build_array(13, test, interval_seconds, timeout_seconds, retries, start_period_seconds, removed)
    FROM instance_healthchecks WHERE instance_id = instance.id
    UNION ALL SELECT json_build_array(14, file_path, content, file_mode, is_template, removed)
    FROM instance_config_files WHERE instance_id = instance.id
    UNION ALL SELECT json_build_array(15, key, value, removed)
    FROM instance_options WHERE instance_id = instance.id
  ) rows) AS items,
  (SELECT json_agg(json_build_object('link', dependency.link, 'service', needed.name, 'condition', dependency.condition, 'required', dependency.required,
      'bound', (SELECT target.instance_id FROM instance_links bound JOIN service_instances target
          ON target.id = bound.target_instance_id AND target.deleted_at IS NULL AND target.enabled
        WHERE bound.instance_id = instance.id AND bound.link = dependency.link)
    ) ORDER BY needed.name COLLATE "C", dependency.link COLLATE "C")
    FROM service_dependencies dependency JOIN services needed ON needed.id = dependency.depends_on_service_id
    WHERE dependency.service_id = template.id) AS dependencies
FROM stacks stack
JOIN service_instances instance ON instance.stack_id = stack.id AND instance.deleted_at IS NULL
JOIN services template ON template.id = instance.template_service_id
WHERE stack.name = $1 AND stack.deleted_at IS NULL
ORDER BY instance.created_at, instance.id
