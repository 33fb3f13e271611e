-- $1 search_exact, $2 search_start, $3 search, $4 category, $5 enabled, $6 after_rank, $7 after_name, $8 rows
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
    CASE WHEN "template"."name" ILIKE $1 THEN 0 WHEN "template"."name" ILIKE $2 THEN 1 WHEN "template"."name" ILIKE $3 THEN 2 ELSE 3 END AS "rank"
  FROM "services" "template"
  LEFT JOIN "categories" "category" ON "category"."id"="template"."category_id"
  WHERE "category"."name" = $4 AND ("template"."name" ILIKE $3 OR "template"."description" ILIKE $3 OR "template"."image_name" ILIKE $3 OR "template"."image_tag" ILIKE $3) AND "template"."enabled" = $5 AND (CASE WHEN "template"."name" ILIKE $1 THEN 0 WHEN "template"."name" ILIKE $2 THEN 1 WHEN "template"."name" ILIKE $3 THEN 2 ELSE 3 END, "template"."name") > (CAST($6 AS int), CAST($7 AS varchar))
  ORDER BY "rank" ASC,
    "template"."name" ASC
  LIMIT $8
)
SELECT page.*,
  counted.total AS "total",
  CAST(coalesce(counts.instances, 0) AS int) AS "instance_count"
FROM (
  SELECT CAST(count(*) AS int) AS "total"
  FROM "services" "template"
  LEFT JOIN "categories" "category" ON "category"."id"="template"."category_id"
  WHERE "category"."name" = $4 AND ("template"."name" ILIKE $3 OR "template"."description" ILIKE $3 OR "template"."image_name" ILIKE $3 OR "template"."image_tag" ILIKE $3) AND "template"."enabled" = $5
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
ORDER BY page.rank ASC,
  page.name ASC
