-- $1 key, $2 template
SELECT "template"."id" AS "id",
  (
    SELECT coalesce(json_agg(json_build_object('id', "item"."id", 'file_path', "item"."file_path", 'content', "item"."content", 'file_mode', "item"."file_mode", 'is_template', "item"."is_template", 'created_at', to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "item"."id"), '[]')
    FROM "service_config_files" "item"
    WHERE "item"."service_id" = "template"."id" AND concat_ws('/', "item"."file_path") = $1
  ) AS "items"
FROM "services" "template"
WHERE "template"."name" = $2
