-- $1 template
SELECT (
  SELECT coalesce(json_agg(json_build_object('id', "rows"."id", 'key', "rows"."key", 'value', "rows"."value", 'created_at', to_char("rows"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("rows"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "rows"."id"), '[]')
  FROM "service_options" "rows"
  WHERE "rows"."service_id" = "template"."id"
) AS "rows"
FROM "services" "template"
WHERE "template"."name" = $1
