-- $1 after_startup_order, $2 after_name, $3 rows
WITH "page" AS (
  SELECT "category"."id" AS "id",
    "category"."name" AS "name",
    "category"."display_name" AS "display_name",
    "category"."color" AS "color",
    "category"."startup_order" AS "startup_order",
    to_char("category"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "created_at",
    to_char("category"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS "updated_at",
    (
      SELECT CAST(count(*) AS int)
      FROM "services" "template"
      WHERE "template"."category_id" = "category"."id"
    ) AS "service_count"
  FROM "categories" "category"
  WHERE ("category"."startup_order", "category"."name") > (CAST($1 AS int), CAST($2 AS varchar))
  ORDER BY "category"."startup_order" ASC,
    "category"."name" ASC
  LIMIT $3
)
SELECT page.*,
  counted.total AS "total"
FROM (
  SELECT CAST(count(*) AS int) AS "total"
  FROM "categories" "category"
) "counted"
LEFT JOIN "page" "page" ON true
ORDER BY page.startup_order ASC,
  page.name ASC
