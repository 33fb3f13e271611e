-- $1 stack
SELECT "trashed"."instance_id" AS "instance_id",
  "trashed"."container_name" AS "container_name",
  "holder"."instance_id" AS "held_by",
  "place"."name" AS "held_by_stack",
  CAST(count(*) AS int) AS "trashed"
FROM "service_instances" "trashed"
INNER JOIN "stacks" "stack" ON "stack"."id" = "trashed"."stack_id" AND "stack"."deleted_at" IS NULL
INNER JOIN "service_instances" "holder" ON "holder"."container_name" = "trashed"."container_name" AND "holder"."deleted_at" IS NULL
INNER JOIN "stacks" "place" ON "place"."id" = "holder"."stack_id"
WHERE "trashed"."deleted_at" IS NOT NULL AND "stack"."name" = $1
GROUP BY "trashed"."instance_id",
  "trashed"."container_name",
  "place"."name",
  "holder"."instance_id"
ORDER BY "trashed"."instance_id" ASC
