WITH given AS (
  SELECT *
  FROM ROWS FROM (json_to_recordset($2::json) AS (volume_type character varying, source text, target text, read_only boolean, is_external boolean, options jsonb, removed boolean)) WITH ORDINALITY AS given (volume_type, source, target, read_only, is_external, options, removed, position)
),
  gone AS (
    DELETE FROM instance_volumes old
    WHERE instance_id = $1 AND concat_ws('/', old.target) = ANY($3)
    RETURNING *
  ),
  kept AS (
    SELECT target,
      min(created_at) AS created_at
    FROM gone
    GROUP BY target
  ),
  meant AS (
    SELECT given.volume_type,
      given.source,
      given.target,
      given.read_only,
      given.is_external,
      given.options,
      position,
      coalesce(given.removed, EXISTS (
        SELECT
        FROM gone
        WHERE gone.removed AND gone.volume_type IS NOT DISTINCT FROM given.volume_type AND gone.source IS NOT DISTINCT FROM given.source AND gone.target IS NOT DISTINCT FROM given.target AND gone.read_only IS NOT DISTINCT FROM given.read_only AND gone.is_external IS NOT DISTINCT FROM given.is_external AND gone.options IS NOT DISTINCT FROM given.options
      )) AS removed
    FROM given
  ),
  written AS (
    INSERT INTO instance_volumes AS stored (id, instance_id, volume_type, source, target, read_only, is_external, options, removed, created_at, updated_at)
    SELECT coalesce(gone.id, nextval('instance_volumes_id_seq')),
      $1,
      given.volume_type,
      given.source,
      given.target,
      given.read_only,
      given.is_external,
      given.options,
      given.removed,
      coalesce(kept.created_at, now()),
      CASE WHEN (given.volume_type, given.source, given.target, given.read_only, given.is_external, given.options, given.removed) IS NOT DISTINCT FROM (gone.volume_type, gone.source, gone.target, gone.read_only, gone.is_external, gone.options, gone.removed) THEN gone.updated_at ELSE now() END
    FROM meant AS given
    LEFT JOIN kept ON kept.target = given.target
    LEFT JOIN gone ON gone.target = given.target AND gone.removed = given.removed
    WHERE (
      SELECT count(*)
      FROM gone
    ) >= 0
    ORDER BY given.position
    RETURNING stored.id,
      json_build_object('id', stored.id, 'volume_type', stored.volume_type, 'source', stored.source, 'target', stored.target, 'read_only', stored.read_only, 'is_external', stored.is_external, 'options', stored.options, 'removed', stored.removed, 'created_at', to_char(stored.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(stored.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS stored
  )
SELECT answered.stored
FROM (
  SELECT written.id,
    written.stored
  FROM written
  UNION ALL
  SELECT other.id,
    json_build_object('id', other.id, 'volume_type', other.volume_type, 'source', other.source, 'target', other.target, 'read_only', other.read_only, 'is_external', other.is_external, 'options', other.options, 'removed', other.removed, 'created_at', to_char(other.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(other.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  FROM instance_volumes other
  WHERE $4 AND other.instance_id = $1 AND concat_ws('/', other.target) <> ALL($3)
) answered
ORDER BY answered.id
