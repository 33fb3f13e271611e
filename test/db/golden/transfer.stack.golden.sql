-- $1 stack
SELECT "stack"."name" AS "stack_name",
  "stack"."description" AS "stack_description",
  "stack"."network_name" AS "network_name",
  "stack"."enabled" AS "stack_enabled",
  "instance"."id" AS "id",
  "instance"."instance_id" AS "instance_id",
  "instance"."description" AS "description",
  "instance"."enabled" AS "enabled",
  "instance"."image_name" AS "image_name",
  "instance"."image_tag" AS "image_tag",
  "instance"."command" AS "command",
  "instance"."restart_policy" AS "restart_policy",
  "instance"."user_spec" AS "user_spec",
  "instance"."removed_settings" AS "removed_settings",
  "template"."name" AS "template_name",
  "template"."provides" AS "provides",
  CASE WHEN row_number() OVER (ORDER BY "instance"."created_at", "instance"."id") = 1 THEN (
    SELECT coalesce(json_agg(json_build_object('key', "variable"."key", 'value', CASE WHEN "variable"."is_secret" AND ("variable"."sealed_value" IS NOT NULL OR "variable"."value" !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE "variable"."value" END, 'is_secret', "variable"."is_secret", 'description', "variable"."description", 'fingerprint', "variable"."fingerprint")), '[]')
    FROM "stack_variables" "variable"
    WHERE "variable"."stack_id" = "stack"."id"
  ) END AS "variables",
  (
    SELECT coalesce(json_agg(json_build_object('link', "bound"."link", 'instance_id', "target"."instance_id", 'is_live', "target"."deleted_at" IS NULL) ORDER BY "bound"."link" COLLATE "C"), '[]')
    FROM "instance_links" "bound"
    INNER JOIN "service_instances" "target" ON "target"."id" = "bound"."target_instance_id"
    WHERE "bound"."instance_id" = "instance"."id"
  ) AS "bindings",
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
LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
LEFT JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
WHERE ("stack"."name" = $1 ) AND ("stack"."deleted_at" IS NULL )
ORDER BY "instance"."created_at" ASC,
  "instance"."id" ASC
