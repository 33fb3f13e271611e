-- $1 template
WITH "page" AS (
  SELECT "instance"."created_at" AS "created_at",
    "instance"."id" AS "id",
    "instance"."instance_id" AS "instance_id",
    "instance"."container_name" AS "container_name",
    "instance"."enabled" AS "enabled",
    "stack"."name" AS "stack"
  FROM "services" "template"
  LEFT JOIN "service_instances" "instance" ON "instance"."template_service_id" = "template"."id" AND "instance"."deleted_at" IS NULL
  LEFT JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  WHERE "template"."name" = $1
)
SELECT page.stack AS "stack",
  page.id AS "id",
  page.instance_id AS "instance_id",
  page.container_name AS "container_name",
  page.enabled AS "enabled",
  counts.count_ports AS "count_ports",
  counts.count_volumes AS "count_volumes",
  counts.count_env_vars AS "count_env_vars",
  counts.count_labels AS "count_labels",
  counts.count_domains AS "count_domains",
  counts.count_healthcheck AS "count_healthcheck",
  counts.count_config_files AS "count_config_files",
  counts.count_options AS "count_options"
FROM "page" "page"
LEFT JOIN (
  SELECT override.owner AS "owner",
    CAST(count(*) FILTER (WHERE override.facet = 0) AS int) AS "count_ports",
    CAST(count(*) FILTER (WHERE override.facet = 1) AS int) AS "count_volumes",
    CAST(count(*) FILTER (WHERE override.facet = 2) AS int) AS "count_env_vars",
    CAST(count(*) FILTER (WHERE override.facet = 3) AS int) AS "count_labels",
    CAST(count(*) FILTER (WHERE override.facet = 4) AS int) AS "count_domains",
    CAST(count(*) FILTER (WHERE override.facet = 5) AS int) AS "count_healthcheck",
    CAST(count(*) FILTER (WHERE override.facet = 6) AS int) AS "count_config_files",
    CAST(count(*) FILTER (WHERE override.facet = 7) AS int) AS "count_options"
  FROM (
    SELECT "counted"."instance_id" AS "owner",
      0 AS "facet"
    FROM "instance_ports" "counted"
    WHERE "counted"."instance_id" = ANY(ARRAY(
      SELECT page.id
      FROM page
    ))
    UNION ALL
    SELECT "counted"."instance_id" AS "owner",
      1 AS "facet"
    FROM "instance_volumes" "counted"
    WHERE "counted"."instance_id" = ANY(ARRAY(
      SELECT page.id
      FROM page
    ))
    UNION ALL
    SELECT "counted"."instance_id" AS "owner",
      2 AS "facet"
    FROM "instance_env_vars" "counted"
    WHERE "counted"."instance_id" = ANY(ARRAY(
      SELECT page.id
      FROM page
    ))
    UNION ALL
    SELECT "counted"."instance_id" AS "owner",
      3 AS "facet"
    FROM "instance_labels" "counted"
    WHERE "counted"."instance_id" = ANY(ARRAY(
      SELECT page.id
      FROM page
    ))
    UNION ALL
    SELECT "counted"."instance_id" AS "owner",
      4 AS "facet"
    FROM "instance_domains" "counted"
    WHERE "counted"."instance_id" = ANY(ARRAY(
      SELECT page.id
      FROM page
    ))
    UNION ALL
    SELECT "counted"."instance_id" AS "owner",
      5 AS "facet"
    FROM "instance_healthchecks" "counted"
    WHERE "counted"."instance_id" = ANY(ARRAY(
      SELECT page.id
      FROM page
    ))
    UNION ALL
    SELECT "counted"."instance_id" AS "owner",
      6 AS "facet"
    FROM "instance_config_files" "counted"
    WHERE "counted"."instance_id" = ANY(ARRAY(
      SELECT page.id
      FROM page
    ))
    UNION ALL
    SELECT "counted"."instance_id" AS "owner",
      7 AS "facet"
    FROM "instance_options" "counted"
    WHERE "counted"."instance_id" = ANY(ARRAY(
      SELECT page.id
      FROM page
    ))
  ) "override"
  GROUP BY override.owner
) "counts" ON counts.owner = page.id
ORDER BY page.stack ASC,
  page.created_at ASC,
  page.id ASC
