-- $1 stack
WITH "own" AS (
  SELECT "instance"."id" AS "owner",
    "item"."host_port" AS "host_port",
    "item"."protocol" AS "protocol",
    "item"."host_ip" AS "host_ip",
    "item"."container_port" AS "container_port",
    "item"."publish_mode" AS "publish_mode",
    'template' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "service_ports" "item" ON "item"."service_id" = "instance"."template_service_id"
  WHERE ("stack"."name" = $1 AND "instance"."enabled" AND NOT EXISTS (
    SELECT 1
    FROM "instance_ports" "overriding"
    WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."container_port" = "item"."container_port" AND "overriding"."protocol" = "item"."protocol"
  ) ) AND ("instance"."deleted_at" IS NULL )
  UNION ALL
  SELECT "instance"."id" AS "owner",
    "item"."host_port" AS "host_port",
    "item"."protocol" AS "protocol",
    "item"."host_ip" AS "host_ip",
    "item"."container_port" AS "container_port",
    "item"."publish_mode" AS "publish_mode",
    'override' AS "item_source"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "instance_ports" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
  WHERE ("stack"."name" = $1 AND "instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
),
  "other" AS (
    SELECT "instance"."id" AS "owner",
      "item"."host_port" AS "host_port",
      "item"."protocol" AS "protocol",
      "item"."host_ip" AS "host_ip",
      'template' AS "item_source"
    FROM "service_instances" "instance"
    INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
    INNER JOIN "service_ports" "item" ON "item"."service_id" = "instance"."template_service_id"
    WHERE ("stack"."name" <> $1 AND "stack"."enabled" AND "instance"."enabled" AND (("item"."host_port", "item"."protocol") IN (
      SELECT own.host_port,
        own.protocol
      FROM own
    )) AND NOT EXISTS (
      SELECT 1
      FROM "instance_ports" "overriding"
      WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."container_port" = "item"."container_port" AND "overriding"."protocol" = "item"."protocol"
    ) ) AND ("instance"."deleted_at" IS NULL )
    UNION ALL
    SELECT "instance"."id" AS "owner",
      "item"."host_port" AS "host_port",
      "item"."protocol" AS "protocol",
      "item"."host_ip" AS "host_ip",
      'override' AS "item_source"
    FROM "service_instances" "instance"
    INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
    INNER JOIN "instance_ports" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
    WHERE ("stack"."name" <> $1 AND "stack"."enabled" AND "instance"."enabled" AND (("item"."host_port", "item"."protocol") IN (
      SELECT own.host_port,
        own.protocol
      FROM own
    )) ) AND ("instance"."deleted_at" IS NULL )
  ),
  "met" AS (
    SELECT pair.host_port,
      pair.protocol,
      pair.host_ip,
      array_agg(DISTINCT pair.owner ORDER BY pair.owner) AS owners
    FROM (
      SELECT own.host_port,
        own.protocol,
        own.host_ip,
        other.owner
      FROM (
        SELECT DISTINCT own.host_port,
          own.protocol,
          own.host_ip
        FROM own
      ) own
      JOIN other ON other.host_port = own.host_port AND other.protocol = own.protocol AND (own.host_ip IS NULL OR other.host_ip IS NULL OR other.host_ip = own.host_ip OR '::' IN (own.host_ip, other.host_ip) OR ('0.0.0.0' IN (own.host_ip, other.host_ip) AND strpos(own.host_ip || other.host_ip, ':') = 0))
    ) pair
    GROUP BY pair.host_port,
      pair.protocol,
      pair.host_ip
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
LEFT JOIN "met" "met" ON met.host_port = own.host_port AND met.protocol = own.protocol AND coalesce(met.host_ip, '') = coalesce(own.host_ip, '')
