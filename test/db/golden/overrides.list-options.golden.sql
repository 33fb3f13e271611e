-- $1 instance, $2 stack
SELECT "instance"."id" AS "id",
  (
    SELECT coalesce(json_agg(json_build_object('id', "rows"."id", 'key', "rows"."key", 'value', "rows"."value", 'removed', "rows"."removed", 'created_at', to_char("rows"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("rows"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "rows"."id"), '[]')
    FROM "instance_options" "rows"
    WHERE "rows"."instance_id" = "instance"."id"
  ) AS "rows"
FROM "stacks" "stack"
LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."instance_id" = $1 AND "instance"."deleted_at" IS NULL
WHERE ("stack"."name" = $2 ) AND ("stack"."deleted_at" IS NULL )
