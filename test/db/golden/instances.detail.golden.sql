-- $1 instance, $2 stack
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
  (
    SELECT coalesce(json_agg(row.item ORDER BY row.id), '[]')
    FROM (
      SELECT "item"."id" AS "id",
        json_build_array(0, "item"."id", "item"."host_ip", "item"."host_port", "item"."container_port", "item"."protocol", "item"."publish_mode", "item"."removed", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
      FROM "instance_ports" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(1, "item"."id", "item"."volume_type", "item"."source", "item"."target", "item"."read_only", "item"."is_external", "item"."options", "item"."removed", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
      FROM "instance_volumes" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(2, "item"."id", "item"."key", CASE WHEN "item"."is_secret" AND ("item"."sealed_value" IS NOT NULL OR "item"."value" !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE "item"."value" END, "item"."is_secret", "item"."fingerprint", "item"."removed", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
      FROM "instance_env_vars" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(3, "item"."id", "item"."key", "item"."value", "item"."removed", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
      FROM "instance_labels" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(4, "item"."id", "item"."domain", "item"."proxy_port", "item"."removed", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
      FROM "instance_domains" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(5, "item"."id", "item"."test", "item"."interval_seconds", "item"."timeout_seconds", "item"."retries", "item"."start_period_seconds", "item"."removed", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
      FROM "instance_healthchecks" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(6, "item"."id", "item"."file_path", "item"."content", "item"."file_mode", "item"."is_template", "item"."removed", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
      FROM "instance_config_files" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(7, "item"."id", "item"."key", "item"."value", "item"."removed", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
      FROM "instance_options" "item"
      WHERE "item"."instance_id" = "instance"."id"
    ) row
  ) AS "items"
FROM "stacks" "stack"
LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."instance_id" = $1 AND "instance"."deleted_at" IS NULL
LEFT JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
WHERE ("stack"."name" = $2 ) AND ("stack"."deleted_at" IS NULL )
