-- no parameters
SELECT taken.protocol AS "protocol",
  taken.host_ip AS "host_ip",
  min(taken.host_port) AS "from",
  max(taken.host_port) AS "to"
FROM (
  SELECT taken.*,
    taken.host_port - row_number() OVER (PARTITION BY taken.protocol, taken.host_ip ORDER BY taken.host_port) AS "range"
  FROM (
    SELECT "item"."protocol" AS "protocol",
      "item"."host_ip" AS "host_ip",
      "item"."host_port" AS "host_port"
    FROM "service_ports" "item"
    WHERE "item"."host_port" IS NOT NULL UNION
    SELECT "item"."protocol" AS "protocol",
      "item"."host_ip" AS "host_ip",
      "item"."host_port" AS "host_port"
    FROM "instance_ports" "item"
    WHERE "item"."removed" = false AND "item"."host_port" IS NOT NULL
  ) "taken"
) "taken"
GROUP BY taken.protocol,
  taken.host_ip,
  taken.range
