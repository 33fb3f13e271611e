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
    "category"."name" AS "category",
    to_char("template"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "created_at",
    to_char("template"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updated_at",
    (
      SELECT coalesce(json_agg(row.item ORDER BY row.id), '[]')
      FROM (
        SELECT "item"."id" AS "id",
          json_build_array(0, "item"."id", "item"."host_ip", "item"."host_port", "item"."container_port", "item"."protocol", "item"."publish_mode", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
        FROM "service_ports" "item"
        WHERE "item"."service_id" = "template"."id"
        UNION ALL
        SELECT "item"."id" AS "id",
          json_build_array(1, "item"."id", "item"."volume_type", "item"."source", "item"."target", "item"."read_only", "item"."is_external", "item"."options", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
        FROM "service_volumes" "item"
        WHERE "item"."service_id" = "template"."id"
        UNION ALL
        SELECT "item"."id" AS "id",
          json_build_array(2, "item"."id", "item"."key", CASE WHEN "item"."is_secret" AND ("item"."sealed_value" IS NOT NULL OR "item"."value" !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE "item"."value" END, "item"."is_secret", "item"."generate", "item"."fingerprint", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
        FROM "service_env_vars" "item"
        WHERE "item"."service_id" = "template"."id"
        UNION ALL
        SELECT "item"."id" AS "id",
          json_build_array(3, "item"."id", "item"."key", "item"."value", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
        FROM "service_labels" "item"
        WHERE "item"."service_id" = "template"."id"
        UNION ALL
        SELECT "item"."id" AS "id",
          json_build_array(4, "item"."id", "item"."domain", "item"."proxy_port", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
        FROM "service_domains" "item"
        WHERE "item"."service_id" = "template"."id"
        UNION ALL
        SELECT "item"."id" AS "id",
          json_build_array(5, "item"."id", "item"."test", "item"."interval_seconds", "item"."timeout_seconds", "item"."retries", "item"."start_period_seconds", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
        FROM "service_healthchecks" "item"
        WHERE "item"."service_id" = "template"."id"
        UNION ALL
        SELECT "item"."id" AS "id",
          json_build_array(6, "item"."id", "item"."file_path", "item"."content", "item"."file_mode", "item"."is_template", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
        FROM "service_config_files" "item"
        WHERE "item"."service_id" = "template"."id"
        UNION ALL
        SELECT "item"."id" AS "id",
          json_build_array(7, "item"."id", "item"."key", "item"."value", to_char("item"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), to_char("item"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) AS "item"
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
  LEFT JOIN "categories" "category" ON "category"."id"="template"."category_id"
  ORDER BY "template"."name" ASC
  LIMIT $1
)
SELECT page.*,
  counted.total AS "total",
  CAST(coalesce(counts.instances, 0) AS int) AS "instance_count"
FROM (
  SELECT 0 AS total
) "counted"
LEFT JOIN "page" "page" ON true
LEFT JOIN (
  SELECT "instance"."template_service_id" AS "template_id",
    count(*) AS "instances"
  FROM "service_instances" "instance"
  WHERE ("instance"."template_service_id" = ANY(ARRAY(
    SELECT page.id
    FROM page
  )) ) AND ("instance"."deleted_at" IS NULL )
  GROUP BY "instance"."template_service_id"
) "counts" ON counts.template_id = page.id
ORDER BY page.name ASC
