WITH given AS (
  SELECT *
  FROM ROWS FROM (json_to_recordset($2::json) AS (file_path text, content text, file_mode character varying, is_template boolean, removed boolean)) WITH ORDINALITY AS given (file_path, content, file_mode, is_template, removed, position)
),
  gone AS (
    DELETE FROM instance_config_files old
    WHERE instance_id = $1 AND concat_ws('/', old.file_path) = ANY($3)
    RETURNING *
  ),
  kept AS (
    SELECT file_path,
      min(created_at) AS created_at
    FROM gone
    GROUP BY file_path
  ),
  meant AS (
    SELECT given.file_path,
      given.content,
      given.file_mode,
      given.is_template,
      position,
      coalesce(given.removed, EXISTS (
        SELECT
        FROM gone
        WHERE gone.removed AND gone.file_path IS NOT DISTINCT FROM given.file_path AND gone.content IS NOT DISTINCT FROM given.content AND gone.file_mode IS NOT DISTINCT FROM given.file_mode AND gone.is_template IS NOT DISTINCT FROM given.is_template
      )) AS removed
    FROM given
  ),
  written AS (
    INSERT INTO instance_config_files AS stored (id, instance_id, file_path, content, file_mode, is_template, removed, created_at, updated_at)
    SELECT coalesce(gone.id, nextval('instance_config_files_id_seq')),
      $1,
      given.file_path,
      given.content,
      given.file_mode,
      given.is_template,
      given.removed,
      coalesce(kept.created_at, now()),
      CASE WHEN (given.file_path, given.content, given.file_mode, given.is_template, given.removed) IS NOT DISTINCT FROM (gone.file_path, gone.content, gone.file_mode, gone.is_template, gone.removed) THEN gone.updated_at ELSE now() END
    FROM meant AS given
    LEFT JOIN kept ON kept.file_path = given.file_path
    LEFT JOIN gone ON gone.file_path = given.file_path AND gone.removed = given.removed
    WHERE (
      SELECT count(*)
      FROM gone
    ) >= 0
    ORDER BY given.position
    RETURNING stored.id,
      json_build_object('id', stored.id, 'file_path', stored.file_path, 'content', stored.content, 'file_mode', stored.file_mode, 'is_template', stored.is_template, 'removed', stored.removed, 'created_at', to_char(stored.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(stored.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS stored
  )
SELECT answered.stored
FROM (
  SELECT written.id,
    written.stored
  FROM written
  UNION ALL
  SELECT other.id,
    json_build_object('id', other.id, 'file_path', other.file_path, 'content', other.content, 'file_mode', other.file_mode, 'is_template', other.is_template, 'removed', other.removed, 'created_at', to_char(other.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(other.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  FROM instance_config_files other
  WHERE $4 AND other.instance_id = $1 AND concat_ws('/', other.file_path) <> ALL($3)
) answered
ORDER BY answered.id
