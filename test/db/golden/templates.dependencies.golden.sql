-- $1 template
SELECT "dependency"."condition" AS "condition",
  "needed"."name" AS "service"
FROM "services" "template"
LEFT JOIN "service_dependencies" "dependency" ON "dependency"."service_id" = "template"."id"
LEFT JOIN "services" "needed" ON "needed"."id" = "dependency"."depends_on_service_id"
WHERE "template"."name" = $1
ORDER BY "needed"."name" COLLATE "C" ASC
