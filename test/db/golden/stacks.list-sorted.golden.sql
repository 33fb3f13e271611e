-- $1 after_name, $2 rows
SELECT page.*,
  counted.total AS "total"
FROM (
  SELECT CAST(count(*) AS int) AS "total"
  FROM "stacks" "stack"
  WHERE "stack"."deleted_at" IS NULL
) "counted"
LEFT JOIN (
  SELECT "stack"."id" AS "id",
    "stack"."name" AS "name",
    "stack"."description" AS "description",
    "stack"."network_name" AS "network_name",
    "stack"."enabled" AS "enabled",
    (
      SELECT CAST(count(*) AS int)
      FROM "service_instances" "instance"
      WHERE "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
    ) AS "instance_count",
    (
      SELECT CAST(count(*) AS int)
      FROM "service_instances" "instance"
      WHERE "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL AND "instance"."enabled"
    ) AS "enabled_count",
    to_char("stack"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "created_at",
    to_char("stack"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updated_at",
    (
      SELECT CAST(coalesce(sum((
        SELECT count(*)
        FROM "instance_ports" "counted_ports"
        WHERE "counted_ports"."instance_id" = "instance"."id"
      )), 0) AS int)
      FROM "service_instances" "instance"
      WHERE "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
    ) AS "count_ports",
    (
      SELECT CAST(coalesce(sum((
        SELECT count(*)
        FROM "instance_volumes" "counted_volumes"
        WHERE "counted_volumes"."instance_id" = "instance"."id"
      )), 0) AS int)
      FROM "service_instances" "instance"
      WHERE "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
    ) AS "count_volumes",
    (
      SELECT CAST(coalesce(sum((
        SELECT count(*)
        FROM "instance_env_vars" "counted_env_vars"
        WHERE "counted_env_vars"."instance_id" = "instance"."id"
      )), 0) AS int)
      FROM "service_instances" "instance"
      WHERE "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
    ) AS "count_env_vars",
    (
      SELECT CAST(coalesce(sum((
        SELECT count(*)
        FROM "instance_labels" "counted_labels"
        WHERE "counted_labels"."instance_id" = "instance"."id"
      )), 0) AS int)
      FROM "service_instances" "instance"
      WHERE "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
    ) AS "count_labels",
    (
      SELECT CAST(coalesce(sum((
        SELECT count(*)
        FROM "instance_domains" "counted_domains"
        WHERE "counted_domains"."instance_id" = "instance"."id"
      )), 0) AS int)
      FROM "service_instances" "instance"
      WHERE "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
    ) AS "count_domains",
    (
      SELECT CAST(coalesce(sum((
        SELECT count(*)
        FROM "instance_healthchecks" "counted_healthcheck"
        WHERE "counted_healthcheck"."instance_id" = "instance"."id"
      )), 0) AS int)
      FROM "service_instances" "instance"
      WHERE "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
    ) AS "count_healthcheck",
    (
      SELECT CAST(coalesce(sum((
        SELECT count(*)
        FROM "instance_config_files" "counted_config_files"
        WHERE "counted_config_files"."instance_id" = "instance"."id"
      )), 0) AS int)
      FROM "service_instances" "instance"
      WHERE "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
    ) AS "count_config_files"
  FROM "stacks" "stack"
  WHERE (("stack"."name") < (CAST($1 AS varchar)) ) AND ("stack"."deleted_at" IS NULL )
  ORDER BY "stack"."name" DESC
  LIMIT $2
) "page" ON true
ORDER BY page.name DESC
