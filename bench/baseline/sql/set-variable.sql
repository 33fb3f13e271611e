WITH gone AS (
  DELETE FROM instance_env_vars WHERE instance_id = $1 AND key = $3 AND removed
), written AS (
  INSERT INTO instance_env_vars AS stored (instance_id, key, value, is_secret, removed)
  VALUES ($1, $3, $4, coalesce($5, EXISTS (SELECT FROM instance_env_vars WHERE instance_id = $1 AND key = $3 AND is_secret)
    OR EXISTS (SELECT FROM service_env_vars WHERE service_id = $2 AND key = $3 AND is_secret)), false)
  ON CONFLICT (instance_id, key) WHERE NOT removed DO UPDATE SET value = excluded.value, is_secret = excluded.is_secret,
    updated_at = CASE WHEN stored.value IS NOT DISTINCT FROM excluded.value THEN stored.updated_at ELSE now() END
  RETURNING id, key, value, is_secret, sealed_value, fingerprint, removed, created_at, updated_at
)
SELECT id, key, CASE WHEN is_secret AND (sealed_value IS NOT NULL OR value !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE value END AS value,
  is_secret, fingerprint, removed,
  to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS created_at, to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS updated_at
FROM (
  SELECT * FROM written
  UNION ALL SELECT id, key, value, is_secret, sealed_value, fingerprint, removed, created_at, updated_at
  FROM instance_env_vars WHERE instance_id = $1 AND key <> $3
) rows
ORDER BY rows.id
