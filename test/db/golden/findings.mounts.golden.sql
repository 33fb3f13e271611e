-- $1 stack
SELECT "instance"."instance_id" AS "instance_id",
  mount.*
FROM (
  SELECT "instance"."id" AS "owner",
    "item"."volume_type" AS "volume_type",
    "item"."source" AS "source",
    "item"."target" AS "target",
    "item"."read_only" AS "read_only",
    "item"."is_external" AS "is_external",
    "item"."options" AS "options",
    'template' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "service_volumes" "item" ON "item"."service_id" = "instance"."template_service_id"
  WHERE ("stack"."name" = $1 AND "instance"."enabled" AND ("item"."volume_type" = 'bind' OR "item"."options" -> 'driver_opts' IS NOT NULL) AND NOT EXISTS (
    SELECT 1
    FROM "instance_volumes" "overriding"
    WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."target" = "item"."target"
  ) ) AND ("instance"."deleted_at" IS NULL )
  UNION ALL
  SELECT "instance"."id" AS "owner",
    "item"."volume_type" AS "volume_type",
    "item"."source" AS "source",
    "item"."target" AS "target",
    "item"."read_only" AS "read_only",
    "item"."is_external" AS "is_external",
    "item"."options" AS "options",
    'override' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "instance_volumes" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
  WHERE ("stack"."name" = $1 AND "instance"."enabled" AND ("item"."volume_type" = 'bind' OR "item"."options" -> 'driver_opts' IS NOT NULL) ) AND ("instance"."deleted_at" IS NULL )
) "mount"
INNER JOIN "service_instances" "instance" ON "instance"."id" = mount.owner AND "instance"."deleted_at" IS NULL
ORDER BY mount.owner ASC,
  mount.target COLLATE "C" ASC
