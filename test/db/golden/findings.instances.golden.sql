-- $1 stack
WITH "checks" AS (
  SELECT "instance"."id" AS "owner",
    "item"."test" AS "test",
    'template' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "service_healthchecks" "item" ON "item"."service_id" = "instance"."template_service_id"
  WHERE ("stack"."name" = $1 AND "instance"."enabled" AND NOT EXISTS (
    SELECT 1
    FROM "instance_healthchecks" "overriding"
    WHERE "overriding"."instance_id" = "instance"."id"
  ) ) AND ("instance"."deleted_at" IS NULL )
  UNION ALL
  SELECT "instance"."id" AS "owner",
    "item"."test" AS "test",
    'override' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "instance_healthchecks" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
  WHERE ("stack"."name" = $1 AND "instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
),
  "own" AS (
    SELECT item.owner,
      json_agg(json_build_object('key', item.key, 'value', item.value) ORDER BY item.key COLLATE "C") AS options
    FROM (
      SELECT "instance"."id" AS "owner",
        "item"."key" AS "key",
        "item"."value" AS "value",
        'template' AS "item_source"
      FROM "service_instances" "instance"
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      INNER JOIN "service_options" "item" ON "item"."service_id" = "instance"."template_service_id"
      WHERE ("stack"."name" = $1 AND "instance"."enabled" AND NOT EXISTS (
        SELECT 1
        FROM "instance_options" "overriding"
        WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."key" = "item"."key"
      ) ) AND ("instance"."deleted_at" IS NULL )
      UNION ALL
      SELECT "instance"."id" AS "owner",
        "item"."key" AS "key",
        "item"."value" AS "value",
        'override' AS "item_source"
      FROM "service_instances" "instance"
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      INNER JOIN "instance_options" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
      WHERE ("stack"."name" = $1 AND "instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
    ) item
    GROUP BY item.owner
  )
SELECT "instance"."id" AS "id",
  "instance"."instance_id" AS "instance_id",
  "instance"."enabled" AS "enabled",
  "template"."name" AS "template_name",
  "template"."provides" AS "provides",
  coalesce(own.options, '[]') AS "options",
  coalesce("instance"."restart_policy", "template"."restart_policy") AS "restart_policy",
  checks.test AS "health_test",
  CASE WHEN 'command' = ANY("instance"."removed_settings") THEN NULL ELSE coalesce("instance"."command", "template"."command") END AS "command",
  (
    SELECT coalesce(json_agg(json_build_object('link', "bound"."link", 'instance_id', "target"."instance_id", 'is_live', "target"."deleted_at" IS NULL) ORDER BY "bound"."link" COLLATE "C"), '[]')
    FROM "instance_links" "bound"
    INNER JOIN "service_instances" "target" ON "target"."id" = "bound"."target_instance_id"
    WHERE "bound"."instance_id" = "instance"."id"
  ) AS "bindings",
  (
    SELECT coalesce(json_agg(json_build_object('link', "dependency"."link", 'service', "needed"."name", 'condition', "dependency"."condition", 'required', "dependency"."required") ORDER BY "needed"."name" COLLATE "C", "dependency"."link" COLLATE "C"), '[]')
    FROM "service_dependencies" "dependency"
    INNER JOIN "services" "needed" ON "needed"."id" = "dependency"."depends_on_service_id"
    WHERE "dependency"."service_id" = "template"."id"
  ) AS "dependencies"
FROM "stacks" "stack"
LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
LEFT JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
LEFT JOIN "checks" "checks" ON checks.owner = "instance"."id"
LEFT JOIN "own" "own" ON own.owner = "instance"."id"
WHERE ("stack"."name" = $1 ) AND ("stack"."deleted_at" IS NULL )
ORDER BY "instance"."created_at" ASC,
  "instance"."id" ASC
