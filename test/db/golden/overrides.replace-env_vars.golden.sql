WITH given AS (
  SELECT *
  FROM ROWS FROM (json_to_recordset($2::json) AS (key character varying, value text, is_secret boolean, sealed_value text, fingerprint character varying, key_id character varying, removed boolean)) WITH ORDINALITY AS given (key, value, is_secret, sealed_value, fingerprint, key_id, removed, position)
),
  gone AS (
    DELETE FROM instance_env_vars
    WHERE instance_id = $1
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
      given.is_secret,
      given.sealed_value,
      given.fingerprint,
      given.key_id,
      position,
      coalesce(given.removed, EXISTS (
        SELECT
        FROM gone
        WHERE gone.removed AND gone.key IS NOT DISTINCT FROM given.key AND gone.value IS NOT DISTINCT FROM given.value AND gone.is_secret IS NOT DISTINCT FROM given.is_secret AND gone.sealed_value IS NOT DISTINCT FROM given.sealed_value AND gone.fingerprint IS NOT DISTINCT FROM given.fingerprint AND gone.key_id IS NOT DISTINCT FROM given.key_id
      )) AS removed
    FROM given
  )
INSERT INTO instance_env_vars AS stored (id, instance_id, key, value, is_secret, sealed_value, fingerprint, key_id, removed, created_at, updated_at)
SELECT coalesce(gone.id, nextval('instance_env_vars_id_seq')),
  $1,
  given.key,
  given.value,
  given.is_secret,
  given.sealed_value,
  given.fingerprint,
  given.key_id,
  given.removed,
  coalesce(kept.created_at, now()),
  CASE WHEN (given.key, given.value, given.is_secret, given.sealed_value, given.fingerprint, given.key_id, given.removed) IS NOT DISTINCT FROM (gone.key, gone.value, gone.is_secret, gone.sealed_value, gone.fingerprint, gone.key_id, gone.removed) THEN gone.updated_at ELSE now() END
FROM meant AS given
LEFT JOIN kept ON kept.key = given.key
LEFT JOIN gone ON gone.key = given.key AND gone.removed = given.removed
WHERE (
  SELECT count(*)
  FROM gone
) >= 0
ORDER BY given.position
RETURNING json_build_object('id', stored.id, 'key', stored.key, 'value', CASE WHEN stored.is_secret AND (stored.sealed_value IS NOT NULL OR stored.value !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE stored.value END, 'is_secret', stored.is_secret, 'fingerprint', stored.fingerprint, 'removed', stored.removed, 'created_at', to_char(stored.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(stored.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS stored
