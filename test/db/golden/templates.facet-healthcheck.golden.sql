-- $1 template
SELECT (
  SELECT coalesce(json_agg(json_build_object('id', "rows"."id", 'test', "rows"."test", 'interval_seconds', "rows"."interval_seconds", 'timeout_seconds', "rows"."timeout_seconds", 'retries', "rows"."retries", 'start_period_seconds', "rows"."start_period_seconds", 'created_at', to_char("rows"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("rows"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "rows"."id"), '[]')
  FROM "service_healthchecks" "rows"
  WHERE "rows"."service_id" = "template"."id"
) AS "rows"
FROM "services" "template"
WHERE "template"."name" = $1
