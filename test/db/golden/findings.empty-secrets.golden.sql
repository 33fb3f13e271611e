-- $1 stack
SELECT "instance"."instance_id" AS "instance_id",
  secret.key AS "key"
FROM (
  SELECT "instance"."id" AS "owner",
    "item"."key" AS "key",
    'template' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "service_env_vars" "item" ON "item"."service_id" = "instance"."template_service_id"
  WHERE ("stack"."name" = $1 AND "instance"."enabled" AND "item"."is_secret" AND "item"."value" IS NULL AND "item"."sealed_value" IS NULL AND NOT EXISTS (
    SELECT 1
    FROM "instance_env_vars" "overriding"
    WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."key" = "item"."key"
  ) ) AND ("instance"."deleted_at" IS NULL )
  UNION ALL
  SELECT "instance"."id" AS "owner",
    "item"."key" AS "key",
    'override' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "instance_env_vars" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
  WHERE ("stack"."name" = $1 AND "instance"."enabled" AND "item"."is_secret" AND "item"."value" IS NULL AND "item"."sealed_value" IS NULL ) AND ("instance"."deleted_at" IS NULL )
) "secret"
INNER JOIN "service_instances" "instance" ON "instance"."id" = secret.owner AND "instance"."deleted_at" IS NULL
ORDER BY "instance"."created_at" ASC,
  secret.owner ASC,
  secret.key COLLATE "C" ASC
