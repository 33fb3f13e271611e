-- $1 rows
WITH "page" AS (
  SELECT "stack"."id" AS "id",
    "stack"."name" AS "name",
    "stack"."description" AS "description",
    "stack"."network_name" AS "network_name",
    "stack"."enabled" AS "enabled",
    to_char("stack"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "created_at",
    to_char("stack"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updated_at"
  FROM "stacks" "stack"
  WHERE "stack"."deleted_at" IS NULL
  ORDER BY "stack"."name" ASC
  LIMIT $1
),
  "held" AS (
    SELECT "instance"."id" AS id,
      "instance"."stack_id" AS stack_id,
      "instance"."enabled" AS enabled
    FROM "service_instances" "instance"
    WHERE "instance"."stack_id" = ANY(ARRAY(
      SELECT page.id
      FROM page
    )) AND "instance"."deleted_at" IS NULL
  )
SELECT page.*,
  counted.total AS "total",
  CAST(coalesce(counts.instance_count, 0) AS int) AS "instance_count",
  CAST(coalesce(counts.enabled_count, 0) AS int) AS "enabled_count",
  CAST(coalesce(counts.override_count, 0) AS int) AS "override_count",
  CAST(coalesce(variables.variable_count, 0) AS int) AS "variable_count"
FROM (
  SELECT 0 AS total
) "counted"
LEFT JOIN "page" "page" ON true
LEFT JOIN (
  SELECT "variable"."stack_id" AS "stack_id",
    count(*) AS "variable_count"
  FROM "stack_variables" "variable"
  WHERE "variable"."stack_id" = ANY(ARRAY(
    SELECT page.id
    FROM page
  ))
  GROUP BY "variable"."stack_id"
) "variables" ON variables.stack_id = page.id
LEFT JOIN (
  SELECT held.stack_id AS "stack_id",
    count(*) AS "instance_count",
    count(*) FILTER (WHERE held.enabled) AS "enabled_count",
    sum(overridden.overrides) AS "override_count"
  FROM "held" "held"
  LEFT JOIN (
    SELECT override.owner AS "owner",
      count(*) AS "overrides"
    FROM (
      SELECT "counted"."instance_id" AS "owner",
        0 AS "facet"
      FROM "instance_ports" "counted"
      WHERE "counted"."instance_id" = ANY(ARRAY(
        SELECT held.id
        FROM held
      ))
      UNION ALL
      SELECT "counted"."instance_id" AS "owner",
        1 AS "facet"
      FROM "instance_volumes" "counted"
      WHERE "counted"."instance_id" = ANY(ARRAY(
        SELECT held.id
        FROM held
      ))
      UNION ALL
      SELECT "counted"."instance_id" AS "owner",
        2 AS "facet"
      FROM "instance_env_vars" "counted"
      WHERE "counted"."instance_id" = ANY(ARRAY(
        SELECT held.id
        FROM held
      ))
      UNION ALL
      SELECT "counted"."instance_id" AS "owner",
        3 AS "facet"
      FROM "instance_labels" "counted"
      WHERE "counted"."instance_id" = ANY(ARRAY(
        SELECT held.id
        FROM held
      ))
      UNION ALL
      SELECT "counted"."instance_id" AS "owner",
        4 AS "facet"
      FROM "instance_domains" "counted"
      WHERE "counted"."instance_id" = ANY(ARRAY(
        SELECT held.id
        FROM held
      ))
      UNION ALL
      SELECT "counted"."instance_id" AS "owner",
        5 AS "facet"
      FROM "instance_healthchecks" "counted"
      WHERE "counted"."instance_id" = ANY(ARRAY(
        SELECT held.id
        FROM held
      ))
      UNION ALL
      SELECT "counted"."instance_id" AS "owner",
        6 AS "facet"
      FROM "instance_config_files" "counted"
      WHERE "counted"."instance_id" = ANY(ARRAY(
        SELECT held.id
        FROM held
      ))
      UNION ALL
      SELECT "counted"."instance_id" AS "owner",
        7 AS "facet"
      FROM "instance_options" "counted"
      WHERE "counted"."instance_id" = ANY(ARRAY(
        SELECT held.id
        FROM held
      ))
    ) "override"
    GROUP BY override.owner
  ) "overridden" ON overridden.owner = held.id
  GROUP BY held.stack_id
) "counts" ON counts.stack_id = page.id
ORDER BY page.name ASC
