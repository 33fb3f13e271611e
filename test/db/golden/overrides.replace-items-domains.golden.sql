WITH given AS (
  SELECT *
  FROM ROWS FROM (json_to_recordset($2::json) AS (domain character varying, proxy_port integer, removed boolean)) WITH ORDINALITY AS given (domain, proxy_port, removed, position)
),
  gone AS (
    DELETE FROM instance_domains old
    WHERE instance_id = $1 AND concat_ws('/', old.domain) = ANY($3)
    RETURNING *
  ),
  kept AS (
    SELECT domain,
      min(created_at) AS created_at
    FROM gone
    GROUP BY domain
  ),
  meant AS (
    SELECT given.domain,
      given.proxy_port,
      position,
      coalesce(given.removed, EXISTS (
        SELECT
        FROM gone
        WHERE gone.removed AND gone.domain IS NOT DISTINCT FROM given.domain AND gone.proxy_port IS NOT DISTINCT FROM given.proxy_port
      )) AS removed
    FROM given
  ),
  written AS (
    INSERT INTO instance_domains AS stored (id, instance_id, domain, proxy_port, removed, created_at, updated_at)
    SELECT coalesce(gone.id, nextval('instance_domains_id_seq')),
      $1,
      given.domain,
      given.proxy_port,
      given.removed,
      coalesce(kept.created_at, now()),
      CASE WHEN (given.domain, given.proxy_port, given.removed) IS NOT DISTINCT FROM (gone.domain, gone.proxy_port, gone.removed) THEN gone.updated_at ELSE now() END
    FROM meant AS given
    LEFT JOIN kept ON kept.domain = given.domain
    LEFT JOIN gone ON gone.domain = given.domain AND gone.removed = given.removed
    WHERE (
      SELECT count(*)
      FROM gone
    ) >= 0
    ORDER BY given.position
    RETURNING stored.id,
      json_build_object('id', stored.id, 'domain', stored.domain, 'proxy_port', stored.proxy_port, 'removed', stored.removed, 'created_at', to_char(stored.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(stored.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS stored
  )
SELECT answered.stored
FROM (
  SELECT written.id,
    written.stored
  FROM written
  UNION ALL
  SELECT other.id,
    json_build_object('id', other.id, 'domain', other.domain, 'proxy_port', other.proxy_port, 'removed', other.removed, 'created_at', to_char(other.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(other.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  FROM instance_domains other
  WHERE $4 AND other.instance_id = $1 AND concat_ws('/', other.domain) <> ALL($3)
) answered
ORDER BY answered.id
