-- $1 template
SELECT "template"."name" AS "name",
  json_build_object('image_name', "template"."image_name", 'image_tag', "template"."image_tag", 'command', "template"."command", 'restart_policy', "template"."restart_policy", 'user_spec', "template"."user_spec") AS "settings",
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
        json_build_array(2, "item"."key", CASE WHEN "item"."is_secret" AND ("item"."sealed_value" IS NOT NULL OR "item"."value" !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE "item"."value" END, "item"."is_secret", "item"."generate", "item"."fingerprint") AS "item"
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
    ) row
  ) AS "items",
  (
    SELECT coalesce(json_agg(json_build_object('link', "dependency"."link", 'service', "needed"."name", 'condition', "dependency"."condition", 'required', "dependency"."required") ORDER BY "needed"."name" COLLATE "C", "dependency"."link" COLLATE "C"), '[]')
    FROM "service_dependencies" "dependency"
    INNER JOIN "services" "needed" ON "needed"."id" = "dependency"."depends_on_service_id"
    WHERE "dependency"."service_id" = "template"."id"
  ) AS "dependencies"
FROM "services" "template"
WHERE "template"."name" = $1
