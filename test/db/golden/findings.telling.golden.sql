-- $1 stack
SELECT (
  SELECT coalesce(json_agg(part), '[]')
  FROM (
    SELECT own.key,
      own.value
    FROM (
      SELECT stack.name AS stack,
        variable.key,
        variable.value
      FROM stack_variables variable
      JOIN stacks stack ON stack.id = variable.stack_id AND stack.deleted_at IS NULL
      WHERE NOT variable.is_secret AND variable.value IS NOT NULL
    ) own
    WHERE own.stack = $1
    ORDER BY own.key COLLATE "C"
  ) part
) AS "variables",
  (EXISTS (
    SELECT
    FROM stacks stack
    JOIN service_instances instance ON instance.stack_id = stack.id
    JOIN services template ON template.id = instance.template_service_id
    WHERE stack.name = $1 AND stack.deleted_at IS NULL AND instance.deleted_at IS NULL AND (CAST(instance AS text) LIKE '%${{%' OR CAST(template AS text) LIKE '%${{%' OR EXISTS (
      SELECT
      FROM service_ports item
      WHERE item.service_id = template.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM instance_ports item
      WHERE item.instance_id = instance.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM service_volumes item
      WHERE item.service_id = template.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM instance_volumes item
      WHERE item.instance_id = instance.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM service_env_vars item
      WHERE item.service_id = template.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM instance_env_vars item
      WHERE item.instance_id = instance.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM service_labels item
      WHERE item.service_id = template.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM instance_labels item
      WHERE item.instance_id = instance.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM service_domains item
      WHERE item.service_id = template.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM instance_domains item
      WHERE item.instance_id = instance.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM service_healthchecks item
      WHERE item.service_id = template.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM instance_healthchecks item
      WHERE item.instance_id = instance.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM service_config_files item
      WHERE item.service_id = template.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM instance_config_files item
      WHERE item.instance_id = instance.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM service_options item
      WHERE item.service_id = template.id AND CAST(item AS text) LIKE '%${{%'
    ) OR EXISTS (
      SELECT
      FROM instance_options item
      WHERE item.instance_id = instance.id AND CAST(item AS text) LIKE '%${{%'
    ))
  ) OR EXISTS (
    SELECT
    FROM stacks stack
    JOIN stack_variables item ON item.stack_id = stack.id
    WHERE stack.name = $1 AND stack.deleted_at IS NULL AND CAST(item AS text) LIKE '%${{%'
  )) AS "refers",
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT instance.instance_id,
        item.key,
        item.value
      FROM (
        SELECT "instance"."id" AS "owner",
          "item"."key" AS "key",
          "item"."value" AS "value",
          'template' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "service_labels" "item" ON "item"."service_id" = "instance"."template_service_id"
        WHERE ("stack"."name" = $1 AND "instance"."enabled" AND NOT EXISTS (
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
        WHERE ("stack"."name" = $1 AND "instance"."enabled" ) AND ("instance"."deleted_at" IS NULL )
      ) item
      JOIN service_instances instance ON instance.id = item.owner
      ORDER BY item.owner,
        item.key COLLATE "C"
    ) part
  ) AS "labels",
  (
    SELECT coalesce(json_agg(part), '[]')
    FROM (
      SELECT instance.instance_id,
        item.file_path,
        item.content
      FROM (
        SELECT "instance"."id" AS "owner",
          "item"."file_path" AS "file_path",
          "item"."content" AS "content",
          'template' AS "item_source"
        FROM "service_instances" "instance"
        INNER JOIN "stacks" "stack" ON "stack"."id" = "instance"."stack_id" AND "stack"."deleted_at" IS NULL
        INNER JOIN "service_config_files" "item" ON "item"."service_id" = "instance"."template_service_id"
        WHERE ("stack"."name" = $1 AND "instance"."enabled" AND "item"."content" ~* '(pass|secret|token|key|credential|requirepass|masterauth|auth|eyJ|://|ghp_|glpat-|xox|AKIA|ASIA|_live_|_test_)' AND NOT EXISTS (
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
        WHERE ("stack"."name" = $1 AND "instance"."enabled" AND "item"."content" ~* '(pass|secret|token|key|credential|requirepass|masterauth|auth|eyJ|://|ghp_|glpat-|xox|AKIA|ASIA|_live_|_test_)' ) AND ("instance"."deleted_at" IS NULL )
      ) item
      JOIN service_instances instance ON instance.id = item.owner
      ORDER BY item.owner,
        item.file_path COLLATE "C"
    ) part
  ) AS "files"
FROM (
  SELECT 1
) "one"
