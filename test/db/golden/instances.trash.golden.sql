-- $1 stack, $2 rows
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
    "template"."name" AS "template_name",
    to_char("instance"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "created_at",
    to_char("instance"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updated_at",
    to_char("instance"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deleted_at"
  FROM "service_instances" "instance"
  INNER JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
  WHERE "instance"."stack_id" = (
    SELECT "owner"."id" AS "owner_id"
    FROM "stacks" "owner"
    WHERE ("owner"."name" = $1 ) AND ("owner"."deleted_at" IS NULL )
  ) AND "instance"."deleted_at" IS NOT NULL
  ORDER BY "instance"."deleted_at" DESC,
    "instance"."id" DESC
  LIMIT $2
)
SELECT page.*,
  counts.count_ports AS "count_ports",
  counts.count_volumes AS "count_volumes",
  counts.count_env_vars AS "count_env_vars",
  counts.count_labels AS "count_labels",
  counts.count_domains AS "count_domains",
  counts.count_healthcheck AS "count_healthcheck",
  counts.count_config_files AS "count_config_files",
  counts.count_options AS "count_options"
FROM "stacks" "stack"
LEFT JOIN "page" "page" ON page.stack_id = "stack"."id"
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
WHERE ("stack"."name" = $1 ) AND ("stack"."deleted_at" IS NULL )
ORDER BY page.deleted_at DESC,
  page.id DESC
