-- $1 stack, $2 search, $3 enabled, $4 template, $5 search_exact, $6 search_start, $7 after_rank, $8 after_created_at, $9 after_id, $10 rows
SELECT page.*,
  (
    SELECT CAST(count(*) AS int)
    FROM "service_instances" "instance"
    INNER JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
    WHERE ("instance"."stack_id" = (
      SELECT "owner"."id" AS "owner_id"
      FROM "stacks" "owner"
      WHERE ("owner"."name" = $1 ) AND ("owner"."deleted_at" IS NULL )
    ) AND ("instance"."instance_id" ILIKE $2 OR "instance"."description" ILIKE $2 OR "instance"."container_name" ILIKE $2) AND "instance"."enabled" = $3 AND "template"."name" = $4 ) AND ("instance"."deleted_at" IS NULL )
  ) AS "total"
FROM "stacks" "stack"
LEFT JOIN (
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
    "template"."name" AS "template_name",
    to_char("instance"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "created_at",
    to_char("instance"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updated_at",
    (
      SELECT CAST(count(*) AS int)
      FROM "instance_ports" "counted_ports"
      WHERE "counted_ports"."instance_id" = "instance"."id"
    ) AS "count_ports",
    (
      SELECT CAST(count(*) AS int)
      FROM "instance_volumes" "counted_volumes"
      WHERE "counted_volumes"."instance_id" = "instance"."id"
    ) AS "count_volumes",
    (
      SELECT CAST(count(*) AS int)
      FROM "instance_env_vars" "counted_env_vars"
      WHERE "counted_env_vars"."instance_id" = "instance"."id"
    ) AS "count_env_vars",
    (
      SELECT CAST(count(*) AS int)
      FROM "instance_labels" "counted_labels"
      WHERE "counted_labels"."instance_id" = "instance"."id"
    ) AS "count_labels",
    (
      SELECT CAST(count(*) AS int)
      FROM "instance_domains" "counted_domains"
      WHERE "counted_domains"."instance_id" = "instance"."id"
    ) AS "count_domains",
    (
      SELECT CAST(count(*) AS int)
      FROM "instance_healthchecks" "counted_healthcheck"
      WHERE "counted_healthcheck"."instance_id" = "instance"."id"
    ) AS "count_healthcheck",
    (
      SELECT CAST(count(*) AS int)
      FROM "instance_config_files" "counted_config_files"
      WHERE "counted_config_files"."instance_id" = "instance"."id"
    ) AS "count_config_files",
    CASE WHEN "instance"."instance_id" ILIKE $5 THEN 0 WHEN "instance"."instance_id" ILIKE $6 THEN 1 WHEN "instance"."instance_id" ILIKE $2 THEN 2 ELSE 3 END AS "rank"
  FROM "service_instances" "instance"
  INNER JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
  WHERE ("instance"."stack_id" = (
    SELECT "owner"."id" AS "owner_id"
    FROM "stacks" "owner"
    WHERE ("owner"."name" = $1 ) AND ("owner"."deleted_at" IS NULL )
  ) AND ("instance"."instance_id" ILIKE $2 OR "instance"."description" ILIKE $2 OR "instance"."container_name" ILIKE $2) AND "instance"."enabled" = $3 AND "template"."name" = $4 AND (CASE WHEN "instance"."instance_id" ILIKE $5 THEN 0 WHEN "instance"."instance_id" ILIKE $6 THEN 1 WHEN "instance"."instance_id" ILIKE $2 THEN 2 ELSE 3 END, "instance"."created_at", "instance"."id") > (CAST($7 AS int), CAST($8 AS timestamptz), CAST($9 AS int)) ) AND ("instance"."deleted_at" IS NULL )
  ORDER BY "rank" ASC,
    "instance"."created_at" ASC,
    "instance"."id" ASC
  LIMIT $10
) "page" ON page.stack_id = "stack"."id"
WHERE ("stack"."name" = $1 ) AND ("stack"."deleted_at" IS NULL )
ORDER BY page.rank ASC,
  page.created_at ASC,
  page.id ASC
