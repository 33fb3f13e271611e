-- $1 stack
SELECT "stack"."id" AS "stack_id",
  "stack"."name" AS "stack_name",
  "stack"."network_name" AS "network_name",
  "instance"."id" AS "id",
  "instance"."instance_id" AS "instance_id",
  "instance"."container_name" AS "container_name",
  "instance"."enabled" AS "enabled",
  "template"."name" AS "template_name",
  "template"."provides" AS "provides",
  json_build_object('image_name', "template"."image_name", 'image_tag', "template"."image_tag", 'command', "template"."command", 'restart_policy', "template"."restart_policy", 'user_spec', "template"."user_spec") AS "template_settings",
  json_build_object('image_name', "instance"."image_name", 'image_tag', "instance"."image_tag", 'command', "instance"."command", 'restart_policy', "instance"."restart_policy", 'user_spec', "instance"."user_spec", 'removed_settings', "instance"."removed_settings") AS "instance_settings",
  (
    SELECT coalesce(json_agg(row.item ORDER BY row.id), '[]')
    FROM (
      SELECT "item"."id" AS "id",
        json_build_array(0, "item"."host_ip", "item"."host_port", "item"."container_port", "item"."protocol", "item"."publish_mode") AS "item"
      FROM "service_ports" "item"
      WHERE "item"."service_id" = "template"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(1, "item"."volume_type", "item"."source", "item"."target", "item"."read_only", "item"."is_external", "item"."options") AS "item"
      FROM "service_volumes" "item"
      WHERE "item"."service_id" = "template"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(2, "item"."key", CASE WHEN "item"."is_secret" AND ("item"."sealed_value" IS NOT NULL OR "item"."value" !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE "item"."value" END, "item"."is_secret", "item"."fingerprint") AS "item"
      FROM "service_env_vars" "item"
      WHERE "item"."service_id" = "template"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(3, "item"."key", "item"."value") AS "item"
      FROM "service_labels" "item"
      WHERE "item"."service_id" = "template"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(4, "item"."domain", "item"."proxy_port") AS "item"
      FROM "service_domains" "item"
      WHERE "item"."service_id" = "template"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(5, "item"."test", "item"."interval_seconds", "item"."timeout_seconds", "item"."retries", "item"."start_period_seconds") AS "item"
      FROM "service_healthchecks" "item"
      WHERE "item"."service_id" = "template"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(6, "item"."file_path", "item"."content", "item"."file_mode", "item"."is_template") AS "item"
      FROM "service_config_files" "item"
      WHERE "item"."service_id" = "template"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(7, "item"."key", "item"."value") AS "item"
      FROM "service_options" "item"
      WHERE "item"."service_id" = "template"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(8, "item"."host_ip", "item"."host_port", "item"."container_port", "item"."protocol", "item"."publish_mode", "item"."removed") AS "item"
      FROM "instance_ports" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(9, "item"."volume_type", "item"."source", "item"."target", "item"."read_only", "item"."is_external", "item"."options", "item"."removed") AS "item"
      FROM "instance_volumes" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(10, "item"."key", CASE WHEN "item"."is_secret" AND ("item"."sealed_value" IS NOT NULL OR "item"."value" !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE "item"."value" END, "item"."is_secret", "item"."fingerprint", "item"."removed") AS "item"
      FROM "instance_env_vars" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(11, "item"."key", "item"."value", "item"."removed") AS "item"
      FROM "instance_labels" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(12, "item"."domain", "item"."proxy_port", "item"."removed") AS "item"
      FROM "instance_domains" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(13, "item"."test", "item"."interval_seconds", "item"."timeout_seconds", "item"."retries", "item"."start_period_seconds", "item"."removed") AS "item"
      FROM "instance_healthchecks" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(14, "item"."file_path", "item"."content", "item"."file_mode", "item"."is_template", "item"."removed") AS "item"
      FROM "instance_config_files" "item"
      WHERE "item"."instance_id" = "instance"."id"
      UNION ALL
      SELECT "item"."id" AS "id",
        json_build_array(15, "item"."key", "item"."value", "item"."removed") AS "item"
      FROM "instance_options" "item"
      WHERE "item"."instance_id" = "instance"."id"
    ) row
  ) AS "items",
  (
    SELECT coalesce(json_agg(json_build_object('link', "bound"."link", 'instance_id', "target"."instance_id", 'is_live', "target"."deleted_at" IS NULL) ORDER BY "bound"."link" COLLATE "C"), '[]')
    FROM "instance_links" "bound"
    INNER JOIN "service_instances" "target" ON "target"."id" = "bound"."target_instance_id"
    WHERE "bound"."instance_id" = "instance"."id"
  ) AS "bindings",
  (
    SELECT coalesce(json_agg(json_build_object('link', "dependency"."link", 'service', "needed"."name", 'condition', "dependency"."condition", 'required', "dependency"."required") ORDER BY "needed"."name" COLLATE "C", "dependency"."link" COLLATE "C"), '[]')
    FROM "service_dependencies" "dependency"
    INNER JOIN "services" "needed" ON "needed"."id" = "dependency"."depends_on_service_id"
    WHERE "dependency"."service_id" = "template"."id"
  ) AS "dependencies",
  CASE row_number() OVER (ORDER BY "instance"."created_at", "instance"."id") WHEN 1 THEN (
    SELECT coalesce(json_agg(json_build_object('key', "variable"."key", 'value', CASE WHEN "variable"."is_secret" AND ("variable"."sealed_value" IS NOT NULL OR "variable"."value" !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE "variable"."value" END, 'is_secret', "variable"."is_secret", 'fingerprint', "variable"."fingerprint")), '[]')
    FROM "stack_variables" "variable"
    WHERE "variable"."stack_id" = "stack"."id"
  ) END AS "variables"
FROM "stacks" "stack"
LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
LEFT JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
WHERE ("stack"."name" = $1 ) AND ("stack"."deleted_at" IS NULL )
ORDER BY "instance"."created_at" ASC,
  "instance"."id" ASC
