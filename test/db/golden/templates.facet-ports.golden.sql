-- $1 template
SELECT (
  SELECT coalesce(json_agg(json_build_object('id', "rows"."id", 'host_ip', "rows"."host_ip", 'host_port', "rows"."host_port", 'container_port', "rows"."container_port", 'protocol', "rows"."protocol", 'publish_mode', "rows"."publish_mode", 'created_at', to_char("rows"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("rows"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "rows"."id"), '[]')
  FROM "service_ports" "rows"
  WHERE "rows"."service_id" = "template"."id"
) AS "rows"
FROM "services" "template"
WHERE "template"."name" = $1
