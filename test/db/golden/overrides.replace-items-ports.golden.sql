WITH given AS (
  SELECT *
  FROM ROWS FROM (json_to_recordset($2::json) AS (host_ip character varying, host_port integer, container_port integer, protocol character varying, publish_mode character varying, removed boolean)) WITH ORDINALITY AS given (host_ip, host_port, container_port, protocol, publish_mode, removed, position)
),
  gone AS (
    DELETE FROM instance_ports old
    WHERE instance_id = $1 AND concat_ws('/', old.container_port, old.protocol) = ANY($3)
    RETURNING *
  ),
  kept AS (
    SELECT container_port,
      protocol,
      min(created_at) AS created_at
    FROM gone
    GROUP BY container_port,
      protocol
  ),
  meant AS (
    SELECT given.host_ip,
      given.host_port,
      given.container_port,
      given.protocol,
      given.publish_mode,
      position,
      coalesce(given.removed, EXISTS (
        SELECT
        FROM gone
        WHERE gone.removed AND gone.host_ip IS NOT DISTINCT FROM given.host_ip AND gone.host_port IS NOT DISTINCT FROM given.host_port AND gone.container_port IS NOT DISTINCT FROM given.container_port AND gone.protocol IS NOT DISTINCT FROM given.protocol AND gone.publish_mode IS NOT DISTINCT FROM given.publish_mode
      )) AS removed
    FROM given
  ),
  written AS (
    INSERT INTO instance_ports AS stored (id, instance_id, host_ip, host_port, container_port, protocol, publish_mode, removed, created_at, updated_at)
    SELECT coalesce(gone.id, nextval('instance_ports_id_seq')),
      $1,
      given.host_ip,
      given.host_port,
      given.container_port,
      given.protocol,
      given.publish_mode,
      given.removed,
      coalesce(kept.created_at, now()),
      CASE WHEN (given.host_ip, given.host_port, given.container_port, given.protocol, given.publish_mode, given.removed) IS NOT DISTINCT FROM (gone.host_ip, gone.host_port, gone.container_port, gone.protocol, gone.publish_mode, gone.removed) THEN gone.updated_at ELSE now() END
    FROM meant AS given
    LEFT JOIN kept ON kept.container_port = given.container_port AND kept.protocol = given.protocol
    LEFT JOIN gone ON gone.container_port = given.container_port AND gone.protocol = given.protocol AND gone.host_ip IS NOT DISTINCT FROM given.host_ip AND gone.host_port IS NOT DISTINCT FROM given.host_port AND gone.removed = given.removed
    WHERE (
      SELECT count(*)
      FROM gone
    ) >= 0
    ORDER BY given.position
    RETURNING stored.id,
      json_build_object('id', stored.id, 'host_ip', stored.host_ip, 'host_port', stored.host_port, 'container_port', stored.container_port, 'protocol', stored.protocol, 'publish_mode', stored.publish_mode, 'removed', stored.removed, 'created_at', to_char(stored.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(stored.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS stored
  )
SELECT answered.stored
FROM (
  SELECT written.id,
    written.stored
  FROM written
  UNION ALL
  SELECT other.id,
    json_build_object('id', other.id, 'host_ip', other.host_ip, 'host_port', other.host_port, 'container_port', other.container_port, 'protocol', other.protocol, 'publish_mode', other.publish_mode, 'removed', other.removed, 'created_at', to_char(other.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char(other.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
  FROM instance_ports other
  WHERE $4 AND other.instance_id = $1 AND concat_ws('/', other.container_port, other.protocol) <> ALL($3)
) answered
ORDER BY answered.id
