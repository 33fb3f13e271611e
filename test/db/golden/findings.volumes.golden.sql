-- $1 stack
WITH "own" AS (
  SELECT "instance"."id" AS "owner",
    "item"."source" AS "source",
    "item"."is_external" AS "is_external",
    "item"."target" AS "target",
    'template' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "service_volumes" "item" ON "item"."service_id" = "instance"."template_service_id"
  WHERE ("stack"."name" = $1 AND "instance"."enabled" AND "item"."volume_type" = 'named' AND "item"."source" <> '' AND NOT EXISTS (
    SELECT 1
    FROM "instance_volumes" "overriding"
    WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."target" = "item"."target"
  ) ) AND ("instance"."deleted_at" IS NULL )
  UNION ALL
  SELECT "instance"."id" AS "owner",
    "item"."source" AS "source",
    "item"."is_external" AS "is_external",
    "item"."target" AS "target",
    'override' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "instance_volumes" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
  WHERE ("stack"."name" = $1 AND "instance"."enabled" AND "item"."volume_type" = 'named' AND "item"."source" <> '' ) AND ("instance"."deleted_at" IS NULL )
),
  "other" AS (
    SELECT "instance"."id" AS "owner",
      "item"."source" AS "source",
      "item"."is_external" AS "is_external",
      'template' AS "item_source"
    FROM "service_instances" "instance"
    INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
    INNER JOIN "service_volumes" "item" ON "item"."service_id" = "instance"."template_service_id"
    WHERE ("stack"."name" <> $1 AND "stack"."enabled" AND "instance"."enabled" AND "item"."volume_type" = 'named' AND "item"."source" <> '' AND ("item"."is_external" AND "item"."source" IN (
      SELECT own.source
      FROM own
      WHERE own.is_external
    )) AND NOT EXISTS (
      SELECT 1
      FROM "instance_volumes" "overriding"
      WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."target" = "item"."target"
    ) ) AND ("instance"."deleted_at" IS NULL )
    UNION ALL
    SELECT "instance"."id" AS "owner",
      "item"."source" AS "source",
      "item"."is_external" AS "is_external",
      'override' AS "item_source"
    FROM "service_instances" "instance"
    INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
    INNER JOIN "instance_volumes" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
    WHERE ("stack"."name" <> $1 AND "stack"."enabled" AND "instance"."enabled" AND "item"."volume_type" = 'named' AND "item"."source" <> '' AND ("item"."is_external" AND "item"."source" IN (
      SELECT own.source
      FROM own
      WHERE own.is_external
    )) ) AND ("instance"."deleted_at" IS NULL )
  ),
  "met" AS (
    SELECT pair.source,
      pair.is_external,
      array_agg(DISTINCT pair.owner ORDER BY pair.owner) AS owners
    FROM (
      SELECT own.source,
        own.is_external,
        other.owner
      FROM (
        SELECT DISTINCT own.source,
          own.is_external
        FROM own
      ) own
      JOIN other ON other.source = own.source AND own.is_external
    ) pair
    GROUP BY pair.source,
      pair.is_external
  )
SELECT "instance"."instance_id" AS "instance_id",
  own.*,
  coalesce(cardinality(met.owners), 0) AS "elsewhere_count",
  (
    SELECT coalesce(json_agg(json_build_object('stack', "place"."name", 'instance_id', "holder"."instance_id") ORDER BY "holder"."id"), '[]')
    FROM "service_instances" "holder"
    INNER JOIN "stacks" "place" ON "place"."id" = "holder"."stack_id" AND "place"."deleted_at" IS NULL
    WHERE ("holder"."id" = ANY (met.owners[1:20]) ) AND ("holder"."deleted_at" IS NULL )
  ) AS "elsewhere"
FROM "own" "own"
INNER JOIN "service_instances" "instance" ON "instance"."id" = own.owner AND "instance"."deleted_at" IS NULL
LEFT JOIN "met" "met" ON met.source = own.source AND met.is_external = own.is_external
