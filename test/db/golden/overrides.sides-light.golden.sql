SELECT (
  SELECT coalesce(json_agg(item ORDER BY item.id), '[]')
  FROM (
    SELECT id,
      service_id,
      created_at,
      updated_at,
      file_path,
      CASE WHEN concat_ws('/', stored.file_path) = ANY($3) THEN content END AS content,
      file_mode,
      is_template
    FROM service_config_files stored
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
        file_path,
        CASE WHEN concat_ws('/', stored.file_path) = ANY($3) THEN content END AS content,
        file_mode,
        is_template
      FROM instance_config_files stored
      WHERE instance_id = $2
    ) item
  ) AS overrides
