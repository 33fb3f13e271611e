SELECT (
  SELECT coalesce(json_agg(item ORDER BY item.id), '[]')
  FROM (
    SELECT id,
      service_id,
      created_at,
      updated_at,
      key,
      value,
      is_secret,
      generate,
      sealed_value,
      fingerprint,
      key_id
    FROM service_env_vars stored
    WHERE service_id = $1
  ) item
) AS template,
  (
    SELECT coalesce(json_agg(item ORDER BY item.id), '[]')
    FROM (
      SELECT id,
        instance_id,
        removed,
        created_at,
        updated_at,
        key,
        value,
        is_secret,
        sealed_value,
        fingerprint,
        key_id
      FROM instance_env_vars stored
      WHERE instance_id = $2
    ) item
  ) AS overrides
