-- $1 key, $2 instance, $3 stack
SELECT "instance"."id" AS "id",
  (
    SELECT coalesce(json_agg(json_build_object('id', "item"."id", 'file_path', "item"."file_path", 'content', "item"."content", 'file_mode', "item"."file_mode", 'is_template', "item"."is_template", 'removed', "item"."removed", 'created_at', to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "item"."id"), '[]')
    FROM "instance_config_files" "item"
    WHERE "item"."instance_id" = "instance"."id" AND concat_ws('/', "item"."file_path") = $1
  ) AS "rows"
FROM "stacks" "stack"
LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."instance_id" = $2 AND "instance"."deleted_at" IS NULL
WHERE ("stack"."name" = $3 ) AND ("stack"."deleted_at" IS NULL )
