WITH source AS (
  SELECT *,
    coalesce($4, instance_id) AS new_name
  FROM service_instances
  WHERE stack_id = $1 AND deleted_at IS NULL
),
  copied AS (
    INSERT INTO service_instances (stack_id, instance_id, container_name, image_name, image_tag, command, restart_policy, user_spec, template_service_id, description, enabled, removed_settings)
    SELECT $2,
      new_name,
      $3 || new_name,
      image_name,
      image_tag,
      command,
      restart_policy,
      user_spec,
      template_service_id,
      description,
      enabled,
      removed_settings
    FROM source
    ORDER BY created_at,
      id
    RETURNING id,
      instance_id
  ),
  pair AS (
    SELECT source.id AS from_id,
      copied.id AS to_id
    FROM source
    JOIN copied ON copied.instance_id = source.new_name
  ),
  copied_ports AS (
    INSERT INTO instance_ports (instance_id, removed, created_at, updated_at, host_ip, host_port, container_port, protocol, publish_mode)
    SELECT pair.to_id,
      facet_row.removed,
      facet_row.created_at,
      facet_row.updated_at,
      facet_row.host_ip,
      facet_row.host_port,
      facet_row.container_port,
      facet_row.protocol,
      facet_row.publish_mode
    FROM instance_ports facet_row
    JOIN pair ON pair.from_id = facet_row.instance_id
    ORDER BY facet_row.id
  ),
  copied_volumes AS (
    INSERT INTO instance_volumes (instance_id, removed, created_at, updated_at, volume_type, source, target, read_only, is_external, options)
    SELECT pair.to_id,
      facet_row.removed,
      facet_row.created_at,
      facet_row.updated_at,
      facet_row.volume_type,
      facet_row.source,
      facet_row.target,
      facet_row.read_only,
      facet_row.is_external,
      facet_row.options
    FROM instance_volumes facet_row
    JOIN pair ON pair.from_id = facet_row.instance_id
    ORDER BY facet_row.id
  ),
  copied_env_vars AS (
    INSERT INTO instance_env_vars (instance_id, removed, created_at, updated_at, key, value, is_secret, sealed_value, fingerprint, key_id)
    SELECT pair.to_id,
      facet_row.removed,
      facet_row.created_at,
      facet_row.updated_at,
      facet_row.key,
      facet_row.value,
      facet_row.is_secret,
      facet_row.sealed_value,
      facet_row.fingerprint,
      facet_row.key_id
    FROM instance_env_vars facet_row
    JOIN pair ON pair.from_id = facet_row.instance_id
    ORDER BY facet_row.id
    RETURNING id,
      instance_id,
      key,
      sealed_value
  ),
  copied_labels AS (
    INSERT INTO instance_labels (instance_id, removed, created_at, updated_at, key, value)
    SELECT pair.to_id,
      facet_row.removed,
      facet_row.created_at,
      facet_row.updated_at,
      facet_row.key,
      facet_row.value
    FROM instance_labels facet_row
    JOIN pair ON pair.from_id = facet_row.instance_id
    ORDER BY facet_row.id
  ),
  copied_domains AS (
    INSERT INTO instance_domains (instance_id, removed, created_at, updated_at, domain, proxy_port)
    SELECT pair.to_id,
      facet_row.removed,
      facet_row.created_at,
      facet_row.updated_at,
      facet_row.domain,
      facet_row.proxy_port
    FROM instance_domains facet_row
    JOIN pair ON pair.from_id = facet_row.instance_id
    ORDER BY facet_row.id
  ),
  copied_healthcheck AS (
    INSERT INTO instance_healthchecks (instance_id, removed, created_at, updated_at, test, interval_seconds, timeout_seconds, retries, start_period_seconds)
    SELECT pair.to_id,
      facet_row.removed,
      facet_row.created_at,
      facet_row.updated_at,
      facet_row.test,
      facet_row.interval_seconds,
      facet_row.timeout_seconds,
      facet_row.retries,
      facet_row.start_period_seconds
    FROM instance_healthchecks facet_row
    JOIN pair ON pair.from_id = facet_row.instance_id
    ORDER BY facet_row.id
  ),
  copied_config_files AS (
    INSERT INTO instance_config_files (instance_id, removed, created_at, updated_at, file_path, content, file_mode, is_template)
    SELECT pair.to_id,
      facet_row.removed,
      facet_row.created_at,
      facet_row.updated_at,
      facet_row.file_path,
      facet_row.content,
      facet_row.file_mode,
      facet_row.is_template
    FROM instance_config_files facet_row
    JOIN pair ON pair.from_id = facet_row.instance_id
    ORDER BY facet_row.id
  ),
  copied_options AS (
    INSERT INTO instance_options (instance_id, removed, created_at, updated_at, key, value)
    SELECT pair.to_id,
      facet_row.removed,
      facet_row.created_at,
      facet_row.updated_at,
      facet_row.key,
      facet_row.value
    FROM instance_options facet_row
    JOIN pair ON pair.from_id = facet_row.instance_id
    ORDER BY facet_row.id
  ),
  copied_links AS (
    INSERT INTO instance_links (instance_id, link, target_instance_id)
    SELECT pair.to_id,
      bound.link,
      coalesce(target.to_id, bound.target_instance_id)
    FROM instance_links bound
    JOIN pair ON pair.from_id = bound.instance_id
    JOIN service_instances meant ON meant.id = bound.target_instance_id
    LEFT JOIN pair target ON target.from_id = bound.target_instance_id
    WHERE target.to_id IS NOT NULL OR meant.stack_id = $2
    ORDER BY bound.id
  )
SELECT (
  SELECT CAST(count(*) AS int)
  FROM copied
) AS instances,
  (
    SELECT coalesce(json_agg(json_build_object('from_id', pair.from_id, 'to_id', pair.to_id, 'id', own.id, 'key', own.key, 'sealed_value', own.sealed_value)), '[]')
    FROM copied_env_vars own
    JOIN pair ON pair.to_id = own.instance_id
    WHERE own.sealed_value IS NOT NULL
  ) AS env_vars
