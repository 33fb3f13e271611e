-- $1 stack
WITH "own" AS (
  SELECT "instance"."id" AS "owner",
    "item"."domain" AS "domain",
    "item"."proxy_port" AS "proxy_port",
    'template' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "service_domains" "item" ON "item"."service_id" = "instance"."template_service_id"
  WHERE ("stack"."name" = $1 AND "instance"."enabled" AND NOT EXISTS (
    SELECT 1
    FROM "instance_domains" "overriding"
    WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."domain" = "item"."domain"
  ) ) AND ("instance"."deleted_at" IS NULL )
  UNION ALL
  SELECT "instance"."id" AS "owner",
    "item"."domain" AS "domain",
    "item"."proxy_port" AS "proxy_port",
    'override' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "instance_domains" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
  WHERE ("stack"."name" = $1 AND "instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
),
  "other" AS (
    SELECT "instance"."id" AS "owner",
      "item"."domain" AS "domain",
      'template' AS "item_source"
    FROM "service_instances" "instance"
    INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
    INNER JOIN "service_domains" "item" ON "item"."service_id" = "instance"."template_service_id"
    WHERE ("stack"."name" <> $1 AND "stack"."enabled" AND "instance"."enabled" AND ("item"."domain" IN (
      SELECT own.domain
      FROM own
    )) AND NOT EXISTS (
      SELECT 1
      FROM "instance_domains" "overriding"
      WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."domain" = "item"."domain"
    ) ) AND ("instance"."deleted_at" IS NULL )
    UNION ALL
    SELECT "instance"."id" AS "owner",
      "item"."domain" AS "domain",
      'override' AS "item_source"
    FROM "service_instances" "instance"
    INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
    INNER JOIN "instance_domains" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
    WHERE ("stack"."name" <> $1 AND "stack"."enabled" AND "instance"."enabled" AND ("item"."domain" IN (
      SELECT own.domain
      FROM own
    )) ) AND ("instance"."deleted_at" IS NULL )
  ),
  "met" AS (
    SELECT pair.domain,
      array_agg(DISTINCT pair.owner ORDER BY pair.owner) AS owners
    FROM (
      SELECT own.domain,
        other.owner
      FROM (
        SELECT DISTINCT own.domain
        FROM own
      ) own
      JOIN other ON other.domain = own.domain
    ) pair
    GROUP BY pair.domain
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
LEFT JOIN "met" "met" ON met.domain = own.domain
