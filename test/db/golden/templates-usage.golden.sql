-- $1 template
SELECT "instance"."id" AS "id",
  "instance"."instance_id" AS "instance_id",
  "instance"."container_name" AS "container_name",
  "instance"."enabled" AS "enabled",
  "stack"."name" AS "stack",
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
FROM "services" "template"
LEFT JOIN "service_instances" "instance" ON "instance"."template_service_id" = "template"."id" AND "instance"."deleted_at" IS NULL
LEFT JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
WHERE "template"."name" = $1
ORDER BY "stack"."name" ASC,
  "instance"."created_at" ASC,
  "instance"."id" ASC
