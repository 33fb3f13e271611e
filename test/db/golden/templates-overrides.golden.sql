-- $1 template
SELECT (
  SELECT CAST(count(*) AS int)
  FROM "service_instances" "instance"
  INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
  WHERE ("instance"."template_service_id" = "template"."id" ) AND ("instance"."deleted_at" IS NULL )
) AS "instance_count",
  (
    SELECT json_build_object('image_name', json_build_object('overridden_by', count(*) FILTER (WHERE "instance"."image_name" IS NOT NULL OR 'image_name' = ANY("instance"."removed_settings")), 'different_values', count(DISTINCT coalesce('=' || "instance"."image_name", '')) FILTER (WHERE "instance"."image_name" IS NOT NULL OR 'image_name' = ANY("instance"."removed_settings"))), 'image_tag', json_build_object('overridden_by', count(*) FILTER (WHERE "instance"."image_tag" IS NOT NULL OR 'image_tag' = ANY("instance"."removed_settings")), 'different_values', count(DISTINCT coalesce('=' || "instance"."image_tag", '')) FILTER (WHERE "instance"."image_tag" IS NOT NULL OR 'image_tag' = ANY("instance"."removed_settings"))), 'command', json_build_object('overridden_by', count(*) FILTER (WHERE "instance"."command" IS NOT NULL OR 'command' = ANY("instance"."removed_settings")), 'different_values', count(DISTINCT coalesce('=' || "instance"."command", '')) FILTER (WHERE "instance"."command" IS NOT NULL OR 'command' = ANY("instance"."removed_settings"))), 'restart_policy', json_build_object('overridden_by', count(*) FILTER (WHERE "instance"."restart_policy" IS NOT NULL OR 'restart_policy' = ANY("instance"."removed_settings")), 'different_values', count(DISTINCT coalesce('=' || "instance"."restart_policy", '')) FILTER (WHERE "instance"."restart_policy" IS NOT NULL OR 'restart_policy' = ANY("instance"."removed_settings"))), 'user_spec', json_build_object('overridden_by', count(*) FILTER (WHERE "instance"."user_spec" IS NOT NULL OR 'user_spec' = ANY("instance"."removed_settings")), 'different_values', count(DISTINCT coalesce('=' || "instance"."user_spec", '')) FILTER (WHERE "instance"."user_spec" IS NOT NULL OR 'user_spec' = ANY("instance"."removed_settings"))))
    FROM "service_instances" "instance"
    INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
    WHERE ("instance"."template_service_id" = "template"."id" ) AND ("instance"."deleted_at" IS NULL )
  ) AS "settings",
  (
    SELECT coalesce(json_agg(json_build_object('key', item.item_key, 'in_template', item.item_key IN (
      SELECT concat_ws('/', "own"."container_port", "own"."protocol")
      FROM "service_ports" "own"
      WHERE "own"."service_id" = "template"."id"
    ), 'overridden_by', item.overridden_by, 'removed_by', item.removed_by, 'different_values', item.different_values) ORDER BY item.overridden_by DESC, item.item_key COLLATE "C"), '[]')
    FROM (
      SELECT concat_ws('/', "overridden"."container_port", "overridden"."protocol") AS "item_key",
        count(DISTINCT "overridden"."instance_id") AS "overridden_by",
        count(DISTINCT "overridden"."instance_id") - count(DISTINCT "overridden"."instance_id") FILTER (WHERE NOT "overridden"."removed") AS "removed_by",
        count(DISTINCT ROW("overridden"."host_ip", "overridden"."host_port", "overridden"."container_port", "overridden"."protocol", "overridden"."publish_mode")) FILTER (WHERE NOT "overridden"."removed") AS "different_values"
      FROM "instance_ports" "overridden"
      INNER JOIN "service_instances" "instance" ON "instance"."id" = "overridden"."instance_id" AND "instance"."deleted_at" IS NULL
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      WHERE "instance"."template_service_id" = "template"."id"
      GROUP BY item_key
    ) "item"
  ) AS "ports",
  (
    SELECT coalesce(json_agg(json_build_object('key', item.item_key, 'in_template', item.item_key IN (
      SELECT concat_ws('/', "own"."target")
      FROM "service_volumes" "own"
      WHERE "own"."service_id" = "template"."id"
    ), 'overridden_by', item.overridden_by, 'removed_by', item.removed_by, 'different_values', item.different_values) ORDER BY item.overridden_by DESC, item.item_key COLLATE "C"), '[]')
    FROM (
      SELECT concat_ws('/', "overridden"."target") AS "item_key",
        count(DISTINCT "overridden"."instance_id") AS "overridden_by",
        count(DISTINCT "overridden"."instance_id") - count(DISTINCT "overridden"."instance_id") FILTER (WHERE NOT "overridden"."removed") AS "removed_by",
        count(DISTINCT ROW("overridden"."volume_type", "overridden"."source", "overridden"."target", "overridden"."read_only", "overridden"."is_external", "overridden"."options")) FILTER (WHERE NOT "overridden"."removed") AS "different_values"
      FROM "instance_volumes" "overridden"
      INNER JOIN "service_instances" "instance" ON "instance"."id" = "overridden"."instance_id" AND "instance"."deleted_at" IS NULL
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      WHERE "instance"."template_service_id" = "template"."id"
      GROUP BY item_key
    ) "item"
  ) AS "volumes",
  (
    SELECT coalesce(json_agg(json_build_object('key', item.item_key, 'in_template', item.item_key IN (
      SELECT concat_ws('/', "own"."key")
      FROM "service_env_vars" "own"
      WHERE "own"."service_id" = "template"."id"
    ), 'overridden_by', item.overridden_by, 'removed_by', item.removed_by, 'different_values', item.different_values) ORDER BY item.overridden_by DESC, item.item_key COLLATE "C"), '[]')
    FROM (
      SELECT concat_ws('/', "overridden"."key") AS "item_key",
        count(DISTINCT "overridden"."instance_id") AS "overridden_by",
        count(DISTINCT "overridden"."instance_id") - count(DISTINCT "overridden"."instance_id") FILTER (WHERE NOT "overridden"."removed") AS "removed_by",
        count(DISTINCT ROW("overridden"."key", "overridden"."value", "overridden"."is_secret", "overridden"."fingerprint")) FILTER (WHERE NOT "overridden"."removed") AS "different_values"
      FROM "instance_env_vars" "overridden"
      INNER JOIN "service_instances" "instance" ON "instance"."id" = "overridden"."instance_id" AND "instance"."deleted_at" IS NULL
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      WHERE "instance"."template_service_id" = "template"."id"
      GROUP BY item_key
    ) "item"
  ) AS "env_vars",
  (
    SELECT coalesce(json_agg(json_build_object('key', item.item_key, 'in_template', item.item_key IN (
      SELECT concat_ws('/', "own"."key")
      FROM "service_labels" "own"
      WHERE "own"."service_id" = "template"."id"
    ), 'overridden_by', item.overridden_by, 'removed_by', item.removed_by, 'different_values', item.different_values) ORDER BY item.overridden_by DESC, item.item_key COLLATE "C"), '[]')
    FROM (
      SELECT concat_ws('/', "overridden"."key") AS "item_key",
        count(DISTINCT "overridden"."instance_id") AS "overridden_by",
        count(DISTINCT "overridden"."instance_id") - count(DISTINCT "overridden"."instance_id") FILTER (WHERE NOT "overridden"."removed") AS "removed_by",
        count(DISTINCT ROW("overridden"."key", "overridden"."value")) FILTER (WHERE NOT "overridden"."removed") AS "different_values"
      FROM "instance_labels" "overridden"
      INNER JOIN "service_instances" "instance" ON "instance"."id" = "overridden"."instance_id" AND "instance"."deleted_at" IS NULL
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      WHERE "instance"."template_service_id" = "template"."id"
      GROUP BY item_key
    ) "item"
  ) AS "labels",
  (
    SELECT coalesce(json_agg(json_build_object('key', item.item_key, 'in_template', item.item_key IN (
      SELECT concat_ws('/', "own"."domain")
      FROM "service_domains" "own"
      WHERE "own"."service_id" = "template"."id"
    ), 'overridden_by', item.overridden_by, 'removed_by', item.removed_by, 'different_values', item.different_values) ORDER BY item.overridden_by DESC, item.item_key COLLATE "C"), '[]')
    FROM (
      SELECT concat_ws('/', "overridden"."domain") AS "item_key",
        count(DISTINCT "overridden"."instance_id") AS "overridden_by",
        count(DISTINCT "overridden"."instance_id") - count(DISTINCT "overridden"."instance_id") FILTER (WHERE NOT "overridden"."removed") AS "removed_by",
        count(DISTINCT ROW("overridden"."domain", "overridden"."proxy_port")) FILTER (WHERE NOT "overridden"."removed") AS "different_values"
      FROM "instance_domains" "overridden"
      INNER JOIN "service_instances" "instance" ON "instance"."id" = "overridden"."instance_id" AND "instance"."deleted_at" IS NULL
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      WHERE "instance"."template_service_id" = "template"."id"
      GROUP BY item_key
    ) "item"
  ) AS "domains",
  (
    SELECT coalesce(json_agg(json_build_object('key', item.item_key, 'in_template', item.item_key IN (
      SELECT CAST('healthcheck' AS text)
      FROM "service_healthchecks" "own"
      WHERE "own"."service_id" = "template"."id"
    ), 'overridden_by', item.overridden_by, 'removed_by', item.removed_by, 'different_values', item.different_values) ORDER BY item.overridden_by DESC, item.item_key COLLATE "C"), '[]')
    FROM (
      SELECT CAST('healthcheck' AS text) AS "item_key",
        count(DISTINCT "overridden"."instance_id") AS "overridden_by",
        count(DISTINCT "overridden"."instance_id") - count(DISTINCT "overridden"."instance_id") FILTER (WHERE NOT "overridden"."removed") AS "removed_by",
        count(DISTINCT ROW("overridden"."test", "overridden"."interval_seconds", "overridden"."timeout_seconds", "overridden"."retries", "overridden"."start_period_seconds")) FILTER (WHERE NOT "overridden"."removed") AS "different_values"
      FROM "instance_healthchecks" "overridden"
      INNER JOIN "service_instances" "instance" ON "instance"."id" = "overridden"."instance_id" AND "instance"."deleted_at" IS NULL
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      WHERE "instance"."template_service_id" = "template"."id"
      GROUP BY item_key
    ) "item"
  ) AS "healthcheck",
  (
    SELECT coalesce(json_agg(json_build_object('key', item.item_key, 'in_template', item.item_key IN (
      SELECT concat_ws('/', "own"."file_path")
      FROM "service_config_files" "own"
      WHERE "own"."service_id" = "template"."id"
    ), 'overridden_by', item.overridden_by, 'removed_by', item.removed_by, 'different_values', item.different_values) ORDER BY item.overridden_by DESC, item.item_key COLLATE "C"), '[]')
    FROM (
      SELECT concat_ws('/', "overridden"."file_path") AS "item_key",
        count(DISTINCT "overridden"."instance_id") AS "overridden_by",
        count(DISTINCT "overridden"."instance_id") - count(DISTINCT "overridden"."instance_id") FILTER (WHERE NOT "overridden"."removed") AS "removed_by",
        count(DISTINCT ROW("overridden"."file_path", "overridden"."content", "overridden"."file_mode", "overridden"."is_template")) FILTER (WHERE NOT "overridden"."removed") AS "different_values"
      FROM "instance_config_files" "overridden"
      INNER JOIN "service_instances" "instance" ON "instance"."id" = "overridden"."instance_id" AND "instance"."deleted_at" IS NULL
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      WHERE "instance"."template_service_id" = "template"."id"
      GROUP BY item_key
    ) "item"
  ) AS "config_files",
  (
    SELECT coalesce(json_agg(json_build_object('key', item.item_key, 'in_template', item.item_key IN (
      SELECT concat_ws('/', "own"."key")
      FROM "service_options" "own"
      WHERE "own"."service_id" = "template"."id"
    ), 'overridden_by', item.overridden_by, 'removed_by', item.removed_by, 'different_values', item.different_values) ORDER BY item.overridden_by DESC, item.item_key COLLATE "C"), '[]')
    FROM (
      SELECT concat_ws('/', "overridden"."key") AS "item_key",
        count(DISTINCT "overridden"."instance_id") AS "overridden_by",
        count(DISTINCT "overridden"."instance_id") - count(DISTINCT "overridden"."instance_id") FILTER (WHERE NOT "overridden"."removed") AS "removed_by",
        count(DISTINCT ROW("overridden"."key", "overridden"."value")) FILTER (WHERE NOT "overridden"."removed") AS "different_values"
      FROM "instance_options" "overridden"
      INNER JOIN "service_instances" "instance" ON "instance"."id" = "overridden"."instance_id" AND "instance"."deleted_at" IS NULL
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      WHERE "instance"."template_service_id" = "template"."id"
      GROUP BY item_key
    ) "item"
  ) AS "options"
FROM "services" "template"
WHERE "template"."name" = $1
