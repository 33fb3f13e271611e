WITH instance AS (
  SELECT member.id,
    member.instance_id AS name,
    member.template_service_id AS template_id,
    EXISTS (
      SELECT
      FROM service_dependencies needs
      WHERE needs.service_id = member.template_service_id AND needs.link = $3
    ) AS linked,
    $4 IN ('self', 'stack', 'vars') OR EXISTS (
      SELECT
      FROM service_dependencies needs
      WHERE needs.service_id = member.template_service_id AND needs.link = $4
    ) AND (member.id = $2 OR NOT renamed.enabled OR EXISTS (
      SELECT
      FROM instance_links bound
      WHERE bound.instance_id = member.id AND bound.link = $4 AND bound.target_instance_id <> $2
    )) AS taken
  FROM service_instances member
  JOIN service_instances renamed ON renamed.id = $2
  WHERE member.stack_id = $1
),
  template AS (
    SELECT private.id,
      private.name,
      EXISTS (
        SELECT
        FROM service_dependencies needs
        WHERE needs.service_id = private.id AND needs.link = $3
      ) AS linked,
      coalesce((
        SELECT bool_or(instance.taken)
        FROM instance
        WHERE instance.template_id = private.id
      ), false) AS taken
    FROM services private
    WHERE private.id = ANY ($5::int[])
  ),
  stack AS (
    SELECT id,
      name,
      false AS linked,
      $4 IN ('self', 'stack', 'vars') AS taken
    FROM stacks
    WHERE id = $1
  )
SELECT 'instance' AS owner,
  instance.id AS owner_id,
  instance.name AS owner_name,
  'instance_env_vars' AS table_name,
  'value' AS column_name,
  stored.id,
  CAST(stored.value AS text) AS text,
  instance.taken AS is_taken
FROM instance
JOIN instance_env_vars stored ON stored.instance_id = instance.id
WHERE NOT instance.linked AND stored.value LIKE '%${{%' AND position($3 IN stored.value) > 0 AND true AND NOT stored.removed
UNION ALL
SELECT 'template' AS owner,
  template.id AS owner_id,
  template.name AS owner_name,
  'service_env_vars' AS table_name,
  'value' AS column_name,
  stored.id,
  CAST(stored.value AS text) AS text,
  template.taken AS is_taken
FROM template
JOIN service_env_vars stored ON stored.service_id = template.id
WHERE NOT template.linked AND stored.value LIKE '%${{%' AND position($3 IN stored.value) > 0 AND true
UNION ALL
SELECT 'instance' AS owner,
  instance.id AS owner_id,
  instance.name AS owner_name,
  'instance_labels' AS table_name,
  'value' AS column_name,
  stored.id,
  CAST(stored.value AS text) AS text,
  instance.taken AS is_taken
FROM instance
JOIN instance_labels stored ON stored.instance_id = instance.id
WHERE NOT instance.linked AND stored.value LIKE '%${{%' AND position($3 IN stored.value) > 0 AND true AND NOT stored.removed
UNION ALL
SELECT 'template' AS owner,
  template.id AS owner_id,
  template.name AS owner_name,
  'service_labels' AS table_name,
  'value' AS column_name,
  stored.id,
  CAST(stored.value AS text) AS text,
  template.taken AS is_taken
FROM template
JOIN service_labels stored ON stored.service_id = template.id
WHERE NOT template.linked AND stored.value LIKE '%${{%' AND position($3 IN stored.value) > 0 AND true
UNION ALL
SELECT 'instance' AS owner,
  instance.id AS owner_id,
  instance.name AS owner_name,
  'instance_domains' AS table_name,
  'domain' AS column_name,
  stored.id,
  CAST(stored.domain AS text) AS text,
  instance.taken AS is_taken
FROM instance
JOIN instance_domains stored ON stored.instance_id = instance.id
WHERE NOT instance.linked AND stored.domain LIKE '%${{%' AND position($3 IN stored.domain) > 0 AND true AND NOT EXISTS (
  SELECT
  FROM service_domains hidden
  WHERE hidden.service_id = instance.template_id AND hidden.domain = stored.domain AND NOT hidden.service_id = ANY ($5::int[])
)
UNION ALL
SELECT 'template' AS owner,
  template.id AS owner_id,
  template.name AS owner_name,
  'service_domains' AS table_name,
  'domain' AS column_name,
  stored.id,
  CAST(stored.domain AS text) AS text,
  template.taken AS is_taken
FROM template
JOIN service_domains stored ON stored.service_id = template.id
WHERE NOT template.linked AND stored.domain LIKE '%${{%' AND position($3 IN stored.domain) > 0 AND true
UNION ALL
SELECT 'instance' AS owner,
  instance.id AS owner_id,
  instance.name AS owner_name,
  'instance_healthchecks' AS table_name,
  'test' AS column_name,
  stored.id,
  CAST(stored.test AS text) AS text,
  instance.taken AS is_taken
FROM instance
JOIN instance_healthchecks stored ON stored.instance_id = instance.id
WHERE NOT instance.linked AND stored.test LIKE '%${{%' AND position($3 IN stored.test) > 0 AND true AND NOT stored.removed
UNION ALL
SELECT 'template' AS owner,
  template.id AS owner_id,
  template.name AS owner_name,
  'service_healthchecks' AS table_name,
  'test' AS column_name,
  stored.id,
  CAST(stored.test AS text) AS text,
  template.taken AS is_taken
FROM template
JOIN service_healthchecks stored ON stored.service_id = template.id
WHERE NOT template.linked AND stored.test LIKE '%${{%' AND position($3 IN stored.test) > 0 AND true
UNION ALL
SELECT 'instance' AS owner,
  instance.id AS owner_id,
  instance.name AS owner_name,
  'instance_config_files' AS table_name,
  'content' AS column_name,
  stored.id,
  CAST(stored.content AS text) AS text,
  instance.taken AS is_taken
FROM instance
JOIN instance_config_files stored ON stored.instance_id = instance.id
WHERE NOT instance.linked AND stored.content LIKE '%${{%' AND position($3 IN stored.content) > 0 AND stored.is_template AND NOT stored.removed
UNION ALL
SELECT 'template' AS owner,
  template.id AS owner_id,
  template.name AS owner_name,
  'service_config_files' AS table_name,
  'content' AS column_name,
  stored.id,
  CAST(stored.content AS text) AS text,
  template.taken AS is_taken
FROM template
JOIN service_config_files stored ON stored.service_id = template.id
WHERE NOT template.linked AND stored.content LIKE '%${{%' AND position($3 IN stored.content) > 0 AND stored.is_template
UNION ALL
SELECT 'instance' AS owner,
  instance.id AS owner_id,
  instance.name AS owner_name,
  'service_instances' AS table_name,
  'image_tag' AS column_name,
  stored.id,
  CAST(stored.image_tag AS text) AS text,
  instance.taken AS is_taken
FROM instance
JOIN service_instances stored ON stored.id = instance.id
WHERE NOT instance.linked AND stored.image_tag LIKE '%${{%' AND position($3 IN stored.image_tag) > 0 AND true
UNION ALL
SELECT 'template' AS owner,
  template.id AS owner_id,
  template.name AS owner_name,
  'services' AS table_name,
  'image_tag' AS column_name,
  stored.id,
  CAST(stored.image_tag AS text) AS text,
  template.taken AS is_taken
FROM template
JOIN services stored ON stored.id = template.id
WHERE NOT template.linked AND stored.image_tag LIKE '%${{%' AND position($3 IN stored.image_tag) > 0 AND true
UNION ALL
SELECT 'instance' AS owner,
  instance.id AS owner_id,
  instance.name AS owner_name,
  'service_instances' AS table_name,
  'command' AS column_name,
  stored.id,
  CAST(stored.command AS text) AS text,
  instance.taken AS is_taken
FROM instance
JOIN service_instances stored ON stored.id = instance.id
WHERE NOT instance.linked AND stored.command LIKE '%${{%' AND position($3 IN stored.command) > 0 AND true
UNION ALL
SELECT 'template' AS owner,
  template.id AS owner_id,
  template.name AS owner_name,
  'services' AS table_name,
  'command' AS column_name,
  stored.id,
  CAST(stored.command AS text) AS text,
  template.taken AS is_taken
FROM template
JOIN services stored ON stored.id = template.id
WHERE NOT template.linked AND stored.command LIKE '%${{%' AND position($3 IN stored.command) > 0 AND true
UNION ALL
SELECT 'stack' AS owner,
  stack.id AS owner_id,
  stack.name AS owner_name,
  'stack_variables' AS table_name,
  'value' AS column_name,
  stored.id,
  CAST(stored.value AS text) AS text,
  stack.taken AS is_taken
FROM stack
JOIN stack_variables stored ON stored.stack_id = stack.id
WHERE NOT stack.linked AND stored.value LIKE '%${{%' AND position($3 IN stored.value) > 0 AND true
ORDER BY 1,
  2,
  4,
  5,
  6
