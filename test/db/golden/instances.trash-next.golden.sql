-- $1 stack, $2 after_deleted_at, $3 after_id, $4 rows
SELECT page.*,
  (
    SELECT CAST(count(*) AS int)
    FROM "service_instances" "instance"
    INNER JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
    WHERE "instance"."stack_id" = (
      SELECT "owner"."id" AS "owner_id"
      FROM "stacks" "owner"
      WHERE ("owner"."name" = $1 ) AND ("owner"."deleted_at" IS NULL )
    ) AND "instance"."deleted_at" IS NOT NULL
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
    to_char("instance"."deleted_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "deleted_at"
  FROM "service_instances" "instance"
  INNER JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
  WHERE "instance"."stack_id" = (
    SELECT "owner"."id" AS "owner_id"
    FROM "stacks" "owner"
    WHERE ("owner"."name" = $1 ) AND ("owner"."deleted_at" IS NULL )
  ) AND "instance"."deleted_at" IS NOT NULL AND ("instance"."deleted_at", "instance"."id") < (CAST($2 AS timestamptz), CAST($3 AS int))
  ORDER BY "instance"."deleted_at" DESC,
    "instance"."id" DESC
  LIMIT $4
) "page" ON page.stack_id = "stack"."id"
WHERE ("stack"."name" = $1 ) AND ("stack"."deleted_at" IS NULL )
ORDER BY page.deleted_at DESC,
  page.id DESC
