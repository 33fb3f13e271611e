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
  (
    SELECT coalesce(json_agg(json_build_object('id', "ports"."id", 'host_ip', "ports"."host_ip", 'host_port', "ports"."host_port", 'container_port', "ports"."container_port", 'protocol', "ports"."protocol", 'publish_mode', "ports"."publish_mode", 'removed', "ports"."removed", 'created_at', to_char("ports"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("ports"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "ports"."id"), '[]')
    FROM "instance_ports" "ports"
    WHERE "ports"."instance_id" = "instance"."id"
  ) AS "ports",
  (
    SELECT coalesce(json_agg(json_build_object('id', "volumes"."id", 'volume_type', "volumes"."volume_type", 'source', "volumes"."source", 'target', "volumes"."target", 'read_only', "volumes"."read_only", 'is_external', "volumes"."is_external", 'options', "volumes"."options", 'removed', "volumes"."removed", 'created_at', to_char("volumes"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("volumes"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "volumes"."id"), '[]')
    FROM "instance_volumes" "volumes"
    WHERE "volumes"."instance_id" = "instance"."id"
  ) AS "volumes",
  (
    SELECT coalesce(json_agg(json_build_object('id', "env_vars"."id", 'key', "env_vars"."key", 'value', CASE WHEN "env_vars"."is_secret" AND ("env_vars"."sealed_value" IS NOT NULL OR "env_vars"."value" IS NOT NULL) THEN '***' ELSE "env_vars"."value" END, 'is_secret', "env_vars"."is_secret", 'fingerprint', "env_vars"."fingerprint", 'removed', "env_vars"."removed", 'created_at', to_char("env_vars"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("env_vars"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "env_vars"."id"), '[]')
    FROM "instance_env_vars" "env_vars"
    WHERE "env_vars"."instance_id" = "instance"."id"
  ) AS "env_vars",
  (
    SELECT coalesce(json_agg(json_build_object('id', "labels"."id", 'key', "labels"."key", 'value', "labels"."value", 'removed', "labels"."removed", 'created_at', to_char("labels"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("labels"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "labels"."id"), '[]')
    FROM "instance_labels" "labels"
    WHERE "labels"."instance_id" = "instance"."id"
  ) AS "labels",
  (
    SELECT coalesce(json_agg(json_build_object('id', "domains"."id", 'domain', "domains"."domain", 'proxy_port', "domains"."proxy_port", 'removed', "domains"."removed", 'created_at', to_char("domains"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("domains"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "domains"."id"), '[]')
    FROM "instance_domains" "domains"
    WHERE "domains"."instance_id" = "instance"."id"
  ) AS "domains",
  (
    SELECT coalesce(json_agg(json_build_object('id', "healthcheck"."id", 'test', "healthcheck"."test", 'interval_seconds', "healthcheck"."interval_seconds", 'timeout_seconds', "healthcheck"."timeout_seconds", 'retries', "healthcheck"."retries", 'start_period_seconds', "healthcheck"."start_period_seconds", 'removed', "healthcheck"."removed", 'created_at', to_char("healthcheck"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("healthcheck"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "healthcheck"."id"), '[]')
    FROM "instance_healthchecks" "healthcheck"
    WHERE "healthcheck"."instance_id" = "instance"."id"
  ) AS "healthcheck",
  (
    SELECT coalesce(json_agg(json_build_object('id', "config_files"."id", 'file_path', "config_files"."file_path", 'content', "config_files"."content", 'file_mode', "config_files"."file_mode", 'is_template', "config_files"."is_template", 'removed', "config_files"."removed", 'created_at', to_char("config_files"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("config_files"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "config_files"."id"), '[]')
    FROM "instance_config_files" "config_files"
    WHERE "config_files"."instance_id" = "instance"."id"
  ) AS "config_files"
FROM "stacks" "stack"
LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."instance_id" = $1 AND "instance"."deleted_at" IS NULL
LEFT JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
WHERE ("stack"."name" = $2 ) AND ("stack"."deleted_at" IS NULL )
