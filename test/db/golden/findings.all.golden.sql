SELECT json_build_object('stacks', (
  SELECT json_build_object('total', count(*), 'enabled', count(*) FILTER (WHERE enabled))
  FROM stacks
  WHERE deleted_at IS NULL
), 'instances', (
  SELECT json_build_object('total', count(*), 'enabled', count(*) FILTER (WHERE enabled))
  FROM service_instances
  WHERE deleted_at IS NULL
), 'templates', (
  SELECT json_build_object('total', count(*), 'enabled', count(*) FILTER (WHERE enabled))
  FROM services
), 'overrides', (
  SELECT count(*)
  FROM instance_ports own
  JOIN service_instances instance ON instance.id = own.instance_id
  WHERE instance.deleted_at IS NULL
) + (
  SELECT count(*)
  FROM instance_volumes own
  JOIN service_instances instance ON instance.id = own.instance_id
  WHERE instance.deleted_at IS NULL
) + (
  SELECT count(*)
  FROM instance_env_vars own
  JOIN service_instances instance ON instance.id = own.instance_id
  WHERE instance.deleted_at IS NULL
) + (
  SELECT count(*)
  FROM instance_labels own
  JOIN service_instances instance ON instance.id = own.instance_id
  WHERE instance.deleted_at IS NULL
) + (
  SELECT count(*)
  FROM instance_domains own
  JOIN service_instances instance ON instance.id = own.instance_id
  WHERE instance.deleted_at IS NULL
) + (
  SELECT count(*)
  FROM instance_healthchecks own
  JOIN service_instances instance ON instance.id = own.instance_id
  WHERE instance.deleted_at IS NULL
) + (
  SELECT count(*)
  FROM instance_config_files own
  JOIN service_instances instance ON instance.id = own.instance_id
  WHERE instance.deleted_at IS NULL
) + (
  SELECT count(*)
  FROM instance_options own
  JOIN service_instances instance ON instance.id = own.instance_id
  WHERE instance.deleted_at IS NULL
), 'variables', (
  SELECT count(*)
  FROM stack_variables own
  JOIN stacks stack ON stack.id = own.stack_id
  WHERE stack.deleted_at IS NULL
)) AS counts,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (WITH "checks" AS (
      SELECT "instance"."id" AS "owner",
        "item"."test" AS "test",
        'template' AS "item_source"
      FROM "service_instances" "instance"
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      INNER JOIN "service_healthchecks" "item" ON "item"."service_id" = "instance"."template_service_id"
      WHERE ("instance"."enabled" AND NOT EXISTS (
        SELECT 1
        FROM "instance_healthchecks" "overriding"
        WHERE "overriding"."instance_id" = "instance"."id"
      ) ) AND ("instance"."deleted_at" IS NULL )
      UNION ALL
      SELECT "instance"."id" AS "owner",
        "item"."test" AS "test",
        'override' AS "item_source"
      FROM "service_instances" "instance"
      INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
      INNER JOIN "instance_healthchecks" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
      WHERE ("instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
    ),
        "own" AS (
          SELECT item.owner,
            json_agg(json_build_object('key', item.key, 'value', item.value) ORDER BY item.key COLLATE "C") AS options
          FROM (
            SELECT "instance"."id" AS "owner",
              "item"."key" AS "key",
              "item"."value" AS "value",
              'template' AS "item_source"
            FROM "service_instances" "instance"
            INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
            INNER JOIN "service_options" "item" ON "item"."service_id" = "instance"."template_service_id"
            WHERE ("instance"."enabled" AND NOT EXISTS (
              SELECT 1
              FROM "instance_options" "overriding"
              WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."key" = "item"."key"
            ) ) AND ("instance"."deleted_at" IS NULL )
            UNION ALL
            SELECT "instance"."id" AS "owner",
              "item"."key" AS "key",
              "item"."value" AS "value",
              'override' AS "item_source"
            FROM "service_instances" "instance"
            INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
            INNER JOIN "instance_options" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
            WHERE ("instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
          ) item
          GROUP BY item.owner
        )
      SELECT "stack"."name" AS "stack",
        "instance"."id" AS "id",
        "instance"."instance_id" AS "instance_id",
        "instance"."enabled" AS "enabled",
        "template"."name" AS "template_name",
        "template"."provides" AS "provides",
        coalesce(own.options, '[]') AS "options",
        coalesce("instance"."restart_policy", "template"."restart_policy") AS "restart_policy",
        checks.test AS "health_test",
        CASE WHEN 'command' = ANY("instance"."removed_settings") THEN NULL ELSE coalesce("instance"."command", "template"."command") END AS "command",
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
        ) AS "dependencies"
      FROM "stacks" "stack"
      LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."deleted_at" IS NULL
      LEFT JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
      LEFT JOIN "checks" "checks" ON checks.owner = "instance"."id"
      LEFT JOIN "own" "own" ON own.owner = "instance"."id"
      WHERE "stack"."deleted_at" IS NULL
      ORDER BY "instance"."created_at" ASC,
        "instance"."id" ASC
    ) part
  ) AS instances,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT item.*,
        instance.instance_id,
        stack.name AS stack,
        stack.enabled AS stack_enabled
      FROM (
        SELECT "instance"."id" AS "owner",
          "item"."host_ip" AS "host_ip",
          "item"."host_port" AS "host_port",
          "item"."container_port" AS "container_port",
          "item"."protocol" AS "protocol",
          "item"."publish_mode" AS "publish_mode",
          'template' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "service_ports" "item" ON "item"."service_id" = "instance"."template_service_id"
        WHERE ("instance"."enabled" AND NOT EXISTS (
          SELECT 1
          FROM "instance_ports" "overriding"
          WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."container_port" = "item"."container_port" AND "overriding"."protocol" = "item"."protocol"
        ) ) AND ("instance"."deleted_at" IS NULL )
        UNION ALL
        SELECT "instance"."id" AS "owner",
          "item"."host_ip" AS "host_ip",
          "item"."host_port" AS "host_port",
          "item"."container_port" AS "container_port",
          "item"."protocol" AS "protocol",
          "item"."publish_mode" AS "publish_mode",
          'override' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "instance_ports" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
        WHERE ("instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
      ) item
      JOIN service_instances instance ON instance.id = item.owner
      JOIN stacks stack ON stack.id = instance.stack_id
      ORDER BY item.owner
    ) part
  ) AS ports,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT item.*,
        instance.instance_id,
        stack.name AS stack,
        stack.enabled AS stack_enabled
      FROM (
        SELECT "instance"."id" AS "owner",
          "item"."domain" AS "domain",
          "item"."proxy_port" AS "proxy_port",
          'template' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "service_domains" "item" ON "item"."service_id" = "instance"."template_service_id"
        WHERE ("instance"."enabled" AND NOT EXISTS (
          SELECT 1
          FROM "instance_domains" "overriding"
          WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."domain" = "item"."domain"
        ) ) AND ("instance"."deleted_at" IS NULL )
        UNION ALL
        SELECT "instance"."id" AS "owner",
          "item"."domain" AS "domain",
          "item"."proxy_port" AS "proxy_port",
          'override' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "instance_domains" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
        WHERE ("instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
      ) item
      JOIN service_instances instance ON instance.id = item.owner
      JOIN stacks stack ON stack.id = instance.stack_id
      ORDER BY item.owner
    ) part
  ) AS domains,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT item.*,
        instance.instance_id,
        stack.name AS stack,
        stack.enabled AS stack_enabled
      FROM (
        SELECT "instance"."id" AS "owner",
          "item"."source" AS "source",
          "item"."is_external" AS "is_external",
          "item"."target" AS "target",
          'template' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "service_volumes" "item" ON "item"."service_id" = "instance"."template_service_id"
        WHERE ("instance"."enabled" AND "item"."volume_type" = 'named' AND "item"."source" <> '' AND NOT EXISTS (
          SELECT 1
          FROM "instance_volumes" "overriding"
          WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."target" = "item"."target"
        ) ) AND ("instance"."deleted_at" IS NULL )
        UNION ALL
        SELECT "instance"."id" AS "owner",
          "item"."source" AS "source",
          "item"."is_external" AS "is_external",
          "item"."target" AS "target",
          'override' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "instance_volumes" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
        WHERE ("instance"."enabled" AND "item"."volume_type" = 'named' AND "item"."source" <> '' ) AND ("instance"."deleted_at" IS NULL )
      ) item
      JOIN service_instances instance ON instance.id = item.owner
      JOIN stacks stack ON stack.id = instance.stack_id
      ORDER BY item.owner
    ) part
  ) AS volumes,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT item.*,
        instance.instance_id,
        stack.name AS stack,
        stack.enabled AS stack_enabled
      FROM (
        SELECT "instance"."id" AS "owner",
          "item"."volume_type" AS "volume_type",
          "item"."source" AS "source",
          "item"."target" AS "target",
          "item"."read_only" AS "read_only",
          "item"."is_external" AS "is_external",
          "item"."options" AS "options",
          'template' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "service_volumes" "item" ON "item"."service_id" = "instance"."template_service_id"
        WHERE ("instance"."enabled" AND ("item"."volume_type" = 'bind' OR "item"."options" -> 'driver_opts' IS NOT NULL) AND NOT EXISTS (
          SELECT 1
          FROM "instance_volumes" "overriding"
          WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."target" = "item"."target"
        ) ) AND ("instance"."deleted_at" IS NULL )
        UNION ALL
        SELECT "instance"."id" AS "owner",
          "item"."volume_type" AS "volume_type",
          "item"."source" AS "source",
          "item"."target" AS "target",
          "item"."read_only" AS "read_only",
          "item"."is_external" AS "is_external",
          "item"."options" AS "options",
          'override' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "instance_volumes" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
        WHERE ("instance"."enabled" AND ("item"."volume_type" = 'bind' OR "item"."options" -> 'driver_opts' IS NOT NULL) ) AND ("instance"."deleted_at" IS NULL )
      ) item
      JOIN service_instances instance ON instance.id = item.owner
      JOIN stacks stack ON stack.id = instance.stack_id
      ORDER BY item.owner,
        item.target COLLATE "C"
    ) part
  ) AS mounts,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT item.*,
        instance.instance_id,
        stack.name AS stack,
        stack.enabled AS stack_enabled
      FROM (
        SELECT "instance"."id" AS "owner",
          "item"."key" AS "key",
          'template' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "service_env_vars" "item" ON "item"."service_id" = "instance"."template_service_id"
        WHERE ("instance"."enabled" AND "item"."is_secret" AND "item"."value" IS NULL AND "item"."sealed_value" IS NULL AND NOT EXISTS (
          SELECT 1
          FROM "instance_env_vars" "overriding"
          WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."key" = "item"."key"
        ) ) AND ("instance"."deleted_at" IS NULL )
        UNION ALL
        SELECT "instance"."id" AS "owner",
          "item"."key" AS "key",
          'override' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "instance_env_vars" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
        WHERE ("instance"."enabled" AND "item"."is_secret" AND "item"."value" IS NULL AND "item"."sealed_value" IS NULL ) AND ("instance"."deleted_at" IS NULL )
      ) item
      JOIN service_instances instance ON instance.id = item.owner
      JOIN stacks stack ON stack.id = instance.stack_id
      ORDER BY instance.created_at,
        item.owner,
        item.key COLLATE "C"
    ) part
  ) AS secrets,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT item.*,
        instance.instance_id,
        stack.name AS stack,
        stack.enabled AS stack_enabled
      FROM (
        SELECT "instance"."id" AS "owner",
          "item"."key" AS "key",
          "item"."value" AS "value",
          'template' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "service_labels" "item" ON "item"."service_id" = "instance"."template_service_id"
        WHERE ("instance"."enabled" AND NOT EXISTS (
          SELECT 1
          FROM "instance_labels" "overriding"
          WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."key" = "item"."key"
        ) ) AND ("instance"."deleted_at" IS NULL )
        UNION ALL
        SELECT "instance"."id" AS "owner",
          "item"."key" AS "key",
          "item"."value" AS "value",
          'override' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "instance_labels" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
        WHERE ("instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
      ) item
      JOIN service_instances instance ON instance.id = item.owner
      JOIN stacks stack ON stack.id = instance.stack_id
      ORDER BY item.owner,
        item.key COLLATE "C"
    ) part
  ) AS labels,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT item.*,
        instance.instance_id,
        stack.name AS stack,
        stack.enabled AS stack_enabled
      FROM (
        SELECT "instance"."id" AS "owner",
          "item"."file_path" AS "file_path",
          "item"."content" AS "content",
          'template' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "service_config_files" "item" ON "item"."service_id" = "instance"."template_service_id"
        WHERE ("instance"."enabled" AND "item"."content" ~* '(pass|secret|token|key|credential|requirepass|masterauth|auth|eyJ|://|ghp_|glpat-|xox|AKIA|ASIA|_live_|_test_)' AND NOT EXISTS (
          SELECT 1
          FROM "instance_config_files" "overriding"
          WHERE "overriding"."instance_id" = "instance"."id" AND "overriding"."file_path" = "item"."file_path"
        ) ) AND ("instance"."deleted_at" IS NULL )
        UNION ALL
        SELECT "instance"."id" AS "owner",
          "item"."file_path" AS "file_path",
          "item"."content" AS "content",
          'override' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "instance_config_files" "item" ON "item"."instance_id" = "instance"."id" AND "item"."removed" = false
        WHERE ("instance"."enabled" AND "item"."content" ~* '(pass|secret|token|key|credential|requirepass|masterauth|auth|eyJ|://|ghp_|glpat-|xox|AKIA|ASIA|_live_|_test_)' ) AND ("instance"."deleted_at" IS NULL )
      ) item
      JOIN service_instances instance ON instance.id = item.owner
      JOIN stacks stack ON stack.id = instance.stack_id
      ORDER BY item.owner,
        item.file_path COLLATE "C"
    ) part
  ) AS files,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT stack.name AS stack,
        variable.key,
        variable.value
      FROM stack_variables variable
      JOIN stacks stack ON stack.id = variable.stack_id AND stack.deleted_at IS NULL
      WHERE NOT variable.is_secret AND variable.value IS NOT NULL
      ORDER BY stack.id,
        variable.key COLLATE "C"
    ) part
  ) AS variables,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT "trashed"."instance_id" AS "instance_id",
        "trashed"."container_name" AS "container_name",
        "stack"."name" AS "stack",
        "holder"."instance_id" AS "held_by",
        "place"."name" AS "held_by_stack",
        CAST(count(*) AS int) AS "trashed"
      FROM "service_instances" "trashed"
      INNER JOIN "stacks" "stack" ON "stack"."id" = "trashed"."stack_id" AND "stack"."deleted_at" IS NULL
      INNER JOIN "service_instances" "holder" ON "holder"."container_name" = "trashed"."container_name" AND "holder"."deleted_at" IS NULL
      INNER JOIN "stacks" "place" ON "place"."id" = "holder"."stack_id"
      WHERE "trashed"."deleted_at" IS NOT NULL
      GROUP BY "trashed"."instance_id",
        "trashed"."container_name",
        "place"."name",
        "holder"."instance_id",
        "stack"."name"
      ORDER BY "trashed"."instance_id" ASC
    ) part
  ) AS blocked,
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT taken.protocol AS "protocol",
        taken.host_ip AS "host_ip",
        min(taken.host_port) AS "from",
        max(taken.host_port) AS "to"
      FROM (
        SELECT taken.*,
          taken.host_port - row_number() OVER (PARTITION BY taken.protocol, taken.host_ip ORDER BY taken.host_port) AS "range"
        FROM (
          SELECT "item"."protocol" AS "protocol",
            "item"."host_ip" AS "host_ip",
            "item"."host_port" AS "host_port"
          FROM "service_ports" "item"
          WHERE "item"."host_port" IS NOT NULL UNION
          SELECT "item"."protocol" AS "protocol",
            "item"."host_ip" AS "host_ip",
            "item"."host_port" AS "host_port"
          FROM "instance_ports" "item"
          WHERE "item"."removed" = false AND "item"."host_port" IS NOT NULL
        ) "taken"
      ) "taken"
      GROUP BY taken.protocol,
        taken.host_ip,
        taken.range
    ) part
  ) AS taken
