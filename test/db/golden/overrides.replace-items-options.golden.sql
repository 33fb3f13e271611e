WITH given AS (
  SELECT *
  FROM ROWS FROM (json_to_recordset($2::json) AS (key character varying, value jsonb, removed boolean)) WITH ORDINALITY AS given (key, value, removed, position)
),
  gone AS (
    DELETE FROM instance_options old
    WHERE instance_id = $1 AND concat_ws('/', old.key) = ANY($3)
    RETURNING *
  ),
  kept AS (
    SELECT key,
      min(created_at) AS created_at
    FROM gone
    GROUP BY key
  ),
  meant AS (
    SELECT given.key,
      given.value,
      position,
      coalesce(given.removed, EXISTS (
        SELECT
        FROM gone
        WHERE gone.removed AND gone.key IS NOT DISTINCT FROM given.key AND gone.value IS NOT DISTINCT FROM given.value
      )) AS removed
    FROM given
  ),
  written AS (
    INSERT INTO instance_options AS stored (id, instance_id, key, value, removed, created_at, updated_at)
    SELECT coalesce(gone.id, nextval('instance_options_id_seq')),
      $1,
      given.key,
      given.value,
      given.removed,
      coalesce(kept.created_at, now()),
      CASE WHEN (given.key, given.value, given.removed) IS NOT DISTINCT FROM (gone.key, gone.value, gone.removed) THEN gone.updated_at ELSE now() END
    FROM meant AS given
    LEFT JOIN kept ON kept.key = given.key
    LEFT JOIN gone ON gone.key = given.key AND gone.removed = given.removed
    WHERE (
      SELECT count(*)
      FROM gone
    ) >= 0
    ORDER BY given.position
    RETURNING stored.id,
      json_build_object('id', stored.id, 'key', stored.key, 'value', stored.value, 'removed', stored.removed, 'created_at', to_char(stored.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(stored.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS stored
  )
SELECT answered.stored
FROM (
  SELECT written.id,
    written.stored
  FROM written
  UNION ALL
  SELECT other.id,
    json_build_object('id', other.id, 'key', other.key, 'value', other.value, 'removed', other.removed, 'created_at', to_char(other.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(other.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  FROM instance_options other
  WHERE $4 AND other.instance_id = $1 AND concat_ws('/', other.key) <> ALL($3)
) answered
ORDER BY answered.id
