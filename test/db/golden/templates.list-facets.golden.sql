-- $1 rows
WITH "page" AS (
  SELECT "template"."id" AS "id",
    "template"."name" AS "name",
    "template"."category_id" AS "category_id",
    "template"."description" AS "description",
    "template"."image_name" AS "image_name",
    "template"."image_tag" AS "image_tag",
    "template"."command" AS "command",
    "template"."restart_policy" AS "restart_policy",
    "template"."user_spec" AS "user_spec",
    "template"."enabled" AS "enabled",
    "template"."provides" AS "provides",
    "template"."revision" AS "revision",
    "template"."extra" AS "extra",
    "category"."name" AS "category",
    to_char("template"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "created_at",
    to_char("template"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updated_at",
    (
      SELECT CAST(count(*) AS int)
      FROM "service_instances" "instance"
      WHERE ("instance"."template_service_id" = "template"."id" ) AND ("instance"."deleted_at" IS NULL )
    ) AS "instance_count",
    (
      SELECT coalesce(json_agg(json_build_object('id', "ports"."id", 'host_ip', "ports"."host_ip", 'host_port', "ports"."host_port", 'container_port', "ports"."container_port", 'protocol', "ports"."protocol", 'publish_mode', "ports"."publish_mode", 'created_at', to_char("ports"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("ports"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "ports"."id"), '[]')
      FROM "service_ports" "ports"
      WHERE "ports"."service_id" = "template"."id"
    ) AS "ports",
    (
      SELECT coalesce(json_agg(json_build_object('id', "volumes"."id", 'volume_type', "volumes"."volume_type", 'source', "volumes"."source", 'target', "volumes"."target", 'read_only', "volumes"."read_only", 'is_external', "volumes"."is_external", 'options', "volumes"."options", 'created_at', to_char("volumes"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("volumes"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "volumes"."id"), '[]')
      FROM "service_volumes" "volumes"
      WHERE "volumes"."service_id" = "template"."id"
    ) AS "volumes",
    (
      SELECT coalesce(json_agg(json_build_object('id', "env_vars"."id", 'key', "env_vars"."key", 'value', CASE WHEN "env_vars"."is_secret" AND ("env_vars"."sealed_value" IS NOT NULL OR "env_vars"."value" !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE "env_vars"."value" END, 'is_secret', "env_vars"."is_secret", 'fingerprint', "env_vars"."fingerprint", 'created_at', to_char("env_vars"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("env_vars"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "env_vars"."id"), '[]')
      FROM "service_env_vars" "env_vars"
      WHERE "env_vars"."service_id" = "template"."id"
    ) AS "env_vars",
    (
      SELECT coalesce(json_agg(json_build_object('id', "labels"."id", 'key', "labels"."key", 'value', "labels"."value", 'created_at', to_char("labels"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("labels"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "labels"."id"), '[]')
      FROM "service_labels" "labels"
      WHERE "labels"."service_id" = "template"."id"
    ) AS "labels",
    (
      SELECT coalesce(json_agg(json_build_object('id', "domains"."id", 'domain', "domains"."domain", 'proxy_port', "domains"."proxy_port", 'created_at', to_char("domains"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("domains"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "domains"."id"), '[]')
      FROM "service_domains" "domains"
      WHERE "domains"."service_id" = "template"."id"
    ) AS "domains",
    (
      SELECT coalesce(json_agg(json_build_object('id', "healthcheck"."id", 'test', "healthcheck"."test", 'interval_seconds', "healthcheck"."interval_seconds", 'timeout_seconds', "healthcheck"."timeout_seconds", 'retries', "healthcheck"."retries", 'start_period_seconds', "healthcheck"."start_period_seconds", 'created_at', to_char("healthcheck"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("healthcheck"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "healthcheck"."id"), '[]')
      FROM "service_healthchecks" "healthcheck"
      WHERE "healthcheck"."service_id" = "template"."id"
    ) AS "healthcheck",
    (
      SELECT coalesce(json_agg(json_build_object('id', "config_files"."id", 'file_path', "config_files"."file_path", 'content', "config_files"."content", 'file_mode', "config_files"."file_mode", 'is_template', "config_files"."is_template", 'created_at', to_char("config_files"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("config_files"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "config_files"."id"), '[]')
      FROM "service_config_files" "config_files"
      WHERE "config_files"."service_id" = "template"."id"
    ) AS "config_files",
    (
      SELECT coalesce(json_agg(json_build_object('link', "dependency"."link", 'service', "needed"."name", 'condition', "dependency"."condition", 'required', "dependency"."required") ORDER BY "needed"."name" COLLATE "C", "dependency"."link" COLLATE "C"), '[]')
      FROM "service_dependencies" "dependency"
      INNER JOIN "services" "needed" ON "needed"."id" = "dependency"."depends_on_service_id"
      WHERE "dependency"."service_id" = "template"."id"
    ) AS "dependencies"
  FROM "services" "template"
  LEFT JOIN "categories" "category" ON "category"."id"="template"."category_id"
  ORDER BY "template"."name" ASC
  LIMIT $1
)
SELECT page.*,
  counted.total AS "total"
FROM (
  SELECT 0 AS total
) "counted"
LEFT JOIN "page" "page" ON true
ORDER BY page.name ASC
