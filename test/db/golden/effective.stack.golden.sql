-- $1 stack
SELECT "stack"."id" AS "stack_id",
  "stack"."name" AS "stack_name",
  "stack"."network_name" AS "network_name",
  "instance"."id" AS "id",
  "instance"."instance_id" AS "instance_id",
  "instance"."container_name" AS "container_name",
  "instance"."enabled" AS "enabled",
  "template"."name" AS "template_name",
  "template"."extra" AS "extra",
  json_build_object('image_name', "template"."image_name", 'image_tag', "template"."image_tag", 'command', "template"."command", 'restart_policy', "template"."restart_policy", 'user_spec', "template"."user_spec") AS "template_settings",
  json_build_object('image_name', "instance"."image_name", 'image_tag', "instance"."image_tag", 'command', "instance"."command", 'restart_policy', "instance"."restart_policy", 'user_spec', "instance"."user_spec") AS "instance_settings",
  (
    SELECT coalesce(json_agg(json_build_object('id', "template_ports"."id", 'host_ip', "template_ports"."host_ip", 'host_port', "template_ports"."host_port", 'container_port', "template_ports"."container_port", 'protocol', "template_ports"."protocol", 'publish_mode', "template_ports"."publish_mode", 'created_at', to_char("template_ports"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("template_ports"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "template_ports"."id"), '[]')
    FROM "service_ports" "template_ports"
    WHERE "template_ports"."service_id" = "template"."id"
  ) AS "template_ports",
  (
    SELECT coalesce(json_agg(json_build_object('id', "instance_ports"."id", 'host_ip', "instance_ports"."host_ip", 'host_port', "instance_ports"."host_port", 'container_port', "instance_ports"."container_port", 'protocol', "instance_ports"."protocol", 'publish_mode', "instance_ports"."publish_mode", 'removed', "instance_ports"."removed", 'created_at', to_char("instance_ports"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("instance_ports"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "instance_ports"."id"), '[]')
    FROM "instance_ports" "instance_ports"
    WHERE "instance_ports"."instance_id" = "instance"."id"
  ) AS "instance_ports",
  (
    SELECT coalesce(json_agg(json_build_object('id', "template_volumes"."id", 'volume_type', "template_volumes"."volume_type", 'source', "template_volumes"."source", 'target', "template_volumes"."target", 'read_only', "template_volumes"."read_only", 'is_external', "template_volumes"."is_external", 'options', "template_volumes"."options", 'created_at', to_char("template_volumes"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("template_volumes"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "template_volumes"."id"), '[]')
    FROM "service_volumes" "template_volumes"
    WHERE "template_volumes"."service_id" = "template"."id"
  ) AS "template_volumes",
  (
    SELECT coalesce(json_agg(json_build_object('id', "instance_volumes"."id", 'volume_type', "instance_volumes"."volume_type", 'source', "instance_volumes"."source", 'target', "instance_volumes"."target", 'read_only', "instance_volumes"."read_only", 'is_external', "instance_volumes"."is_external", 'options', "instance_volumes"."options", 'removed', "instance_volumes"."removed", 'created_at', to_char("instance_volumes"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("instance_volumes"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "instance_volumes"."id"), '[]')
    FROM "instance_volumes" "instance_volumes"
    WHERE "instance_volumes"."instance_id" = "instance"."id"
  ) AS "instance_volumes",
  (
    SELECT coalesce(json_agg(json_build_object('id', "template_env_vars"."id", 'key', "template_env_vars"."key", 'value', CASE WHEN "template_env_vars"."is_secret" AND ("template_env_vars"."sealed_value" IS NOT NULL OR "template_env_vars"."value" IS NOT NULL) THEN '***' ELSE "template_env_vars"."value" END, 'is_secret', "template_env_vars"."is_secret", 'fingerprint', "template_env_vars"."fingerprint", 'created_at', to_char("template_env_vars"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("template_env_vars"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "template_env_vars"."id"), '[]')
    FROM "service_env_vars" "template_env_vars"
    WHERE "template_env_vars"."service_id" = "template"."id"
  ) AS "template_env_vars",
  (
    SELECT coalesce(json_agg(json_build_object('id', "instance_env_vars"."id", 'key', "instance_env_vars"."key", 'value', CASE WHEN "instance_env_vars"."is_secret" AND ("instance_env_vars"."sealed_value" IS NOT NULL OR "instance_env_vars"."value" IS NOT NULL) THEN '***' ELSE "instance_env_vars"."value" END, 'is_secret', "instance_env_vars"."is_secret", 'fingerprint', "instance_env_vars"."fingerprint", 'removed', "instance_env_vars"."removed", 'created_at', to_char("instance_env_vars"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("instance_env_vars"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "instance_env_vars"."id"), '[]')
    FROM "instance_env_vars" "instance_env_vars"
    WHERE "instance_env_vars"."instance_id" = "instance"."id"
  ) AS "instance_env_vars",
  (
    SELECT coalesce(json_agg(json_build_object('id', "template_labels"."id", 'key', "template_labels"."key", 'value', "template_labels"."value", 'created_at', to_char("template_labels"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("template_labels"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "template_labels"."id"), '[]')
    FROM "service_labels" "template_labels"
    WHERE "template_labels"."service_id" = "template"."id"
  ) AS "template_labels",
  (
    SELECT coalesce(json_agg(json_build_object('id', "instance_labels"."id", 'key', "instance_labels"."key", 'value', "instance_labels"."value", 'removed', "instance_labels"."removed", 'created_at', to_char("instance_labels"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("instance_labels"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "instance_labels"."id"), '[]')
    FROM "instance_labels" "instance_labels"
    WHERE "instance_labels"."instance_id" = "instance"."id"
  ) AS "instance_labels",
  (
    SELECT coalesce(json_agg(json_build_object('id', "template_domains"."id", 'domain', "template_domains"."domain", 'proxy_port', "template_domains"."proxy_port", 'created_at', to_char("template_domains"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("template_domains"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "template_domains"."id"), '[]')
    FROM "service_domains" "template_domains"
    WHERE "template_domains"."service_id" = "template"."id"
  ) AS "template_domains",
  (
    SELECT coalesce(json_agg(json_build_object('id', "instance_domains"."id", 'domain', "instance_domains"."domain", 'proxy_port', "instance_domains"."proxy_port", 'removed', "instance_domains"."removed", 'created_at', to_char("instance_domains"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("instance_domains"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "instance_domains"."id"), '[]')
    FROM "instance_domains" "instance_domains"
    WHERE "instance_domains"."instance_id" = "instance"."id"
  ) AS "instance_domains",
  (
    SELECT coalesce(json_agg(json_build_object('id', "template_healthcheck"."id", 'test', "template_healthcheck"."test", 'interval_seconds', "template_healthcheck"."interval_seconds", 'timeout_seconds', "template_healthcheck"."timeout_seconds", 'retries', "template_healthcheck"."retries", 'start_period_seconds', "template_healthcheck"."start_period_seconds", 'created_at', to_char("template_healthcheck"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("template_healthcheck"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "template_healthcheck"."id"), '[]')
    FROM "service_healthchecks" "template_healthcheck"
    WHERE "template_healthcheck"."service_id" = "template"."id"
  ) AS "template_healthcheck",
  (
    SELECT coalesce(json_agg(json_build_object('id', "instance_healthcheck"."id", 'test', "instance_healthcheck"."test", 'interval_seconds', "instance_healthcheck"."interval_seconds", 'timeout_seconds', "instance_healthcheck"."timeout_seconds", 'retries', "instance_healthcheck"."retries", 'start_period_seconds', "instance_healthcheck"."start_period_seconds", 'removed', "instance_healthcheck"."removed", 'created_at', to_char("instance_healthcheck"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("instance_healthcheck"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "instance_healthcheck"."id"), '[]')
    FROM "instance_healthchecks" "instance_healthcheck"
    WHERE "instance_healthcheck"."instance_id" = "instance"."id"
  ) AS "instance_healthcheck",
  (
    SELECT coalesce(json_agg(json_build_object('id', "template_config_files"."id", 'file_path', "template_config_files"."file_path", 'content', "template_config_files"."content", 'file_mode', "template_config_files"."file_mode", 'is_template', "template_config_files"."is_template", 'created_at', to_char("template_config_files"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("template_config_files"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "template_config_files"."id"), '[]')
    FROM "service_config_files" "template_config_files"
    WHERE "template_config_files"."service_id" = "template"."id"
  ) AS "template_config_files",
  (
    SELECT coalesce(json_agg(json_build_object('id', "instance_config_files"."id", 'file_path', "instance_config_files"."file_path", 'content', "instance_config_files"."content", 'file_mode', "instance_config_files"."file_mode", 'is_template', "instance_config_files"."is_template", 'removed', "instance_config_files"."removed", 'created_at', to_char("instance_config_files"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("instance_config_files"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "instance_config_files"."id"), '[]')
    FROM "instance_config_files" "instance_config_files"
    WHERE "instance_config_files"."instance_id" = "instance"."id"
  ) AS "instance_config_files",
  (
    SELECT coalesce(json_agg(json_build_object('service', "needed"."name", 'condition', "dependency"."condition") ORDER BY "needed"."name"), '[]')
    FROM "service_dependencies" "dependency"
    INNER JOIN "services" "needed" ON "needed"."id" = "dependency"."depends_on_service_id"
    WHERE "dependency"."service_id" = "template"."id"
  ) AS "dependencies"
FROM "stacks" "stack"
LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
LEFT JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
WHERE ("stack"."name" = $1 ) AND ("stack"."deleted_at" IS NULL )
ORDER BY "instance"."created_at" ASC,
  "instance"."id" ASC
