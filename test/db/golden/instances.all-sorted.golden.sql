-- $1 after_stack_name, $2 after_id, $3 rows
SELECT page.*,
  counted.total AS "total"
FROM (
  SELECT CAST(count(*) AS int) AS "total"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
  WHERE "instance"."deleted_at" IS NULL
) "counted"
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
    "stack"."name" AS "stack_name",
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
    ) AS "count_config_files"
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  INNER JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
  WHERE (("stack"."name", "instance"."id") < (CAST($1 AS varchar), CAST($2 AS int)) ) AND ("instance"."deleted_at" IS NULL )
  ORDER BY "stack"."name" DESC,
    "instance"."id" DESC
  LIMIT $3
) "page" ON true
ORDER BY page.stack_name DESC,
  page.id DESC
