-- $1 template
SELECT (
  SELECT coalesce(json_agg(json_build_object('id', "rows"."id", 'file_path', "rows"."file_path", 'content', "rows"."content", 'file_mode', "rows"."file_mode", 'is_template', "rows"."is_template", 'created_at', to_char("rows"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("rows"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "rows"."id"), '[]')
  FROM "service_config_files" "rows"
  WHERE "rows"."service_id" = "template"."id"
) AS "rows"
FROM "services" "template"
WHERE "template"."name" = $1
