WITH given AS (
  SELECT *
  FROM ROWS FROM (json_to_recordset($2::json) AS (test text, interval_seconds integer, timeout_seconds integer, retries integer, start_period_seconds integer, removed boolean)) WITH ORDINALITY AS given (test, interval_seconds, timeout_seconds, retries, start_period_seconds, removed, position)
),
  gone AS (
    DELETE FROM instance_healthchecks old
    WHERE instance_id = $1 AND CAST('healthcheck' AS text) = ANY($3)
    RETURNING *
  ),
  kept AS (
    SELECT min(created_at) AS created_at
    FROM gone
  ),
  meant AS (
    SELECT given.test,
      given.interval_seconds,
      given.timeout_seconds,
      given.retries,
      given.start_period_seconds,
      position,
      coalesce(given.removed, EXISTS (
        SELECT
        FROM gone
        WHERE gone.removed AND gone.test IS NOT DISTINCT FROM given.test AND gone.interval_seconds IS NOT DISTINCT FROM given.interval_seconds AND gone.timeout_seconds IS NOT DISTINCT FROM given.timeout_seconds AND gone.retries IS NOT DISTINCT FROM given.retries AND gone.start_period_seconds IS NOT DISTINCT FROM given.start_period_seconds
      )) AS removed
    FROM given
  ),
  written AS (
    INSERT INTO instance_healthchecks AS stored (id, instance_id, test, interval_seconds, timeout_seconds, retries, start_period_seconds, removed, created_at, updated_at)
    SELECT coalesce(gone.id, nextval('instance_healthchecks_id_seq')),
      $1,
      given.test,
      given.interval_seconds,
      given.timeout_seconds,
      given.retries,
      given.start_period_seconds,
      given.removed,
      coalesce(kept.created_at, now()),
      CASE WHEN (given.test, given.interval_seconds, given.timeout_seconds, given.retries, given.start_period_seconds, given.removed) IS NOT DISTINCT FROM (gone.test, gone.interval_seconds, gone.timeout_seconds, gone.retries, gone.start_period_seconds, gone.removed) THEN gone.updated_at ELSE now() END
    FROM meant AS given
    LEFT JOIN kept ON true
    LEFT JOIN gone ON gone.removed = given.removed
    WHERE (
      SELECT count(*)
      FROM gone
    ) >= 0
    ORDER BY given.position
    RETURNING stored.id,
      json_build_object('id', stored.id, 'test', stored.test, 'interval_seconds', stored.interval_seconds, 'timeout_seconds', stored.timeout_seconds, 'retries', stored.retries, 'start_period_seconds', stored.start_period_seconds, 'removed', stored.removed, 'created_at', to_char(stored.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(stored.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS stored
  )
SELECT answered.stored
FROM (
  SELECT written.id,
    written.stored
  FROM written
  UNION ALL
  SELECT other.id,
    json_build_object('id', other.id, 'test', other.test, 'interval_seconds', other.interval_seconds, 'timeout_seconds', other.timeout_seconds, 'retries', other.retries, 'start_period_seconds', other.start_period_seconds, 'removed', other.removed, 'created_at', to_char(other.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(other.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  FROM instance_healthchecks other
  WHERE $4 AND other.instance_id = $1 AND CAST('healthcheck' AS text) <> ALL($3)
) answered
ORDER BY answered.id
