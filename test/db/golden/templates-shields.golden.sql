-- $1 templates
SELECT "instance"."template_service_id" AS "template",
  "instance"."instance_id" AS "instance_id",
  "instance"."container_name" AS "container_name",
  "stack"."name" AS "stack",
  ("instance"."image_name" IS NOT NULL OR 'image_name' = ANY("instance"."removed_settings")) AS "image_name",
  ("instance"."image_tag" IS NOT NULL OR 'image_tag' = ANY("instance"."removed_settings")) AS "image_tag",
  ("instance"."command" IS NOT NULL OR 'command' = ANY("instance"."removed_settings")) AS "command",
  ("instance"."restart_policy" IS NOT NULL OR 'restart_policy' = ANY("instance"."removed_settings")) AS "restart_policy",
  ("instance"."user_spec" IS NOT NULL OR 'user_spec' = ANY("instance"."removed_settings")) AS "user_spec",
  (
    SELECT coalesce(json_agg("bound"."link" ORDER BY "bound"."link" COLLATE "C"), '[]')
    FROM "instance_links" "bound"
    WHERE "bound"."instance_id" = "instance"."id"
  ) AS "bound",
  (
    SELECT coalesce(json_agg(concat_ws('/', "overridden_ports"."container_port", "overridden_ports"."protocol")), '[]')
    FROM "instance_ports" "overridden_ports"
    WHERE "overridden_ports"."instance_id" = "instance"."id"
  ) AS "ports",
  (
    SELECT coalesce(json_agg(concat_ws('/', "overridden_volumes"."target")), '[]')
    FROM "instance_volumes" "overridden_volumes"
    WHERE "overridden_volumes"."instance_id" = "instance"."id"
  ) AS "volumes",
  (
    SELECT coalesce(json_agg(concat_ws('/', "overridden_env_vars"."key")), '[]')
    FROM "instance_env_vars" "overridden_env_vars"
    WHERE "overridden_env_vars"."instance_id" = "instance"."id"
  ) AS "env_vars",
  (
    SELECT coalesce(json_agg(concat_ws('/', "overridden_labels"."key")), '[]')
    FROM "instance_labels" "overridden_labels"
    WHERE "overridden_labels"."instance_id" = "instance"."id"
  ) AS "labels",
  (
    SELECT coalesce(json_agg(concat_ws('/', "overridden_domains"."domain")), '[]')
    FROM "instance_domains" "overridden_domains"
    WHERE "overridden_domains"."instance_id" = "instance"."id"
  ) AS "domains",
  (
    SELECT coalesce(json_agg(CAST('healthcheck' AS text)), '[]')
    FROM "instance_healthchecks" "overridden_healthcheck"
    WHERE "overridden_healthcheck"."instance_id" = "instance"."id"
  ) AS "healthcheck",
  (
    SELECT coalesce(json_agg(concat_ws('/', "overridden_config_files"."file_path")), '[]')
    FROM "instance_config_files" "overridden_config_files"
    WHERE "overridden_config_files"."instance_id" = "instance"."id"
  ) AS "config_files",
  (
    SELECT coalesce(json_agg(concat_ws('/', "overridden_options"."key")), '[]')
    FROM "instance_options" "overridden_options"
    WHERE "overridden_options"."instance_id" = "instance"."id"
  ) AS "options"
FROM "service_instances" "instance"
INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
WHERE ("instance"."template_service_id" = ANY($1) ) AND ("instance"."deleted_at" IS NULL )
ORDER BY "stack"."name" ASC,
  "instance"."instance_id" ASC
