-- $1 search_exact, $2 search_start, $3 search, $4 enabled, $5 template, $6 stack, $7 after_rank, $8 after_created_at, $9 after_id, $10 rows
WITH "page" AS (
  SELECT "instance"."id" AS "id",
    "instance"."stack_id" AS "stack_id",
    "instance"."instance_id" AS "instance_id",
    "instance"."template_service_id" AS "template_service_id",
    "instance"."container_name" AS "container_name",
    "instance"."description" AS "description",
    "instance"."enabled" AS "enabled",
    "instance"."image_name" AS "image_name",
    "instance"."image_tag" AS "image_tag",
    "instance"."command" AS "command",
    "instance"."restart_policy" AS "restart_policy",
    "instance"."user_spec" AS "user_spec",
    "instance"."removed_settings" AS "removed_settings",
    "stack"."name" AS "stack_name",
    "template"."name" AS "template_name",
    to_char("instance"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "created_at",
    to_char("instance"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updated_at",
    CASE WHEN "instance"."instance_id" ILIKE $1 THEN 0 WHEN "instance"."instance_id" ILIKE $2 THEN 1 WHEN "instance"."instance_id" ILIKE $3 THEN 2 ELSE 3 END AS "rank"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
  WHERE (("instance"."instance_id" ILIKE $3 OR "instance"."description" ILIKE $3 OR "instance"."container_name" ILIKE $3) AND "instance"."enabled" = $4 AND "template"."name" = $5 AND "stack"."name" = $6 AND (CASE WHEN "instance"."instance_id" ILIKE $1 THEN 0 WHEN "instance"."instance_id" ILIKE $2 THEN 1 WHEN "instance"."instance_id" ILIKE $3 THEN 2 ELSE 3 END, "instance"."created_at", "instance"."id") > (CAST($7 AS int), CAST($8 AS timestamptz), CAST($9 AS int)) ) AND ("instance"."deleted_at" IS NULL )
  ORDER BY "rank" ASC,
    "instance"."created_at" ASC,
    "instance"."id" ASC
  LIMIT $10
)
SELECT page.*,
  counted.total AS "total",
  counts.count_ports AS "count_ports",
  counts.count_volumes AS "count_volumes",
  counts.count_env_vars AS "count_env_vars",
  counts.count_labels AS "count_labels",
  counts.count_domains AS "count_domains",
  counts.count_healthcheck AS "count_healthcheck",
  counts.count_config_files AS "count_config_files",
  counts.count_options AS "count_options"
FROM (
  SELECT CAST(count(*) AS int) AS "total"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
  WHERE (("instance"."instance_id" ILIKE $3 OR "instance"."description" ILIKE $3 OR "instance"."container_name" ILIKE $3) AND "instance"."enabled" = $4 AND "template"."name" = $5 AND "stack"."name" = $6 ) AND ("instance"."deleted_at" IS NULL )
) "counted"
LEFT JOIN "page" "page" ON true
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
ORDER BY page.rank ASC,
  page.created_at ASC,
  page.id ASC
