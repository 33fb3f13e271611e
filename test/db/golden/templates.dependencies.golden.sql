-- $1 template
SELECT (
  SELECT coalesce(json_agg(json_build_object('link', "dependency"."link", 'service', "needed"."name", 'condition', "dependency"."condition", 'required', "dependency"."required") ORDER BY "needed"."name" COLLATE "C", "dependency"."link" COLLATE "C"), '[]')
  FROM "service_dependencies" "dependency"
  INNER JOIN "services" "needed" ON "needed"."id" = "dependency"."depends_on_service_id"
  WHERE "dependency"."service_id" = "template"."id"
) AS "dependencies"
FROM "services" "template"
WHERE "template"."name" = $1
