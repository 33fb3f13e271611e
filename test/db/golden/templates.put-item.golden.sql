WITH wanted AS (
  SELECT *
  FROM json_populate_recordset(NULL::service_config_files, $1::json)
),
  written AS (
    INSERT INTO service_config_files AS stored (service_id, file_path, content, file_mode, is_template)
    SELECT service_id,
      file_path,
      content,
      file_mode,
      is_template
    FROM wanted ON CONFLICT (service_id, file_path) DO
    UPDATE SET content = excluded.content,
      file_mode = excluded.file_mode,
      is_template = excluded.is_template,
      updated_at = now()
    WHERE ROW(stored.content, stored.file_mode, stored.is_template) IS DISTINCT FROM ROW(excluded.content, excluded.file_mode, excluded.is_template)
    RETURNING json_build_object('id', stored.id, 'file_path', stored.file_path, 'content', stored.content, 'file_mode', stored.file_mode, 'is_template', stored.is_template, 'created_at', to_char(stored.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(stored.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS stored
  )
SELECT stored
FROM written
UNION ALL
SELECT json_build_object('id', same.id, 'file_path', same.file_path, 'content', same.content, 'file_mode', same.file_mode, 'is_template', same.is_template, 'created_at', to_char(same.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(same.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
FROM service_config_files same
JOIN wanted ON (same.service_id, same.file_path) = (wanted.service_id, wanted.file_path)
WHERE NOT EXISTS (
  SELECT
  FROM written
)
