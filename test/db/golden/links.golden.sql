-- $1 instance, $2 stack
SELECT "instance"."id" AS "id",
  "instance"."instance_id" AS "instance_id",
  (
    SELECT coalesce(json_agg(json_build_object('link', "dependency"."link", 'service', "needed"."name", 'condition', "dependency"."condition", 'required', "dependency"."required") ORDER BY "needed"."name" COLLATE "C", "dependency"."link" COLLATE "C"), '[]')
    FROM "service_dependencies" "dependency"
    INNER JOIN "services" "needed" ON "needed"."id" = "dependency"."depends_on_service_id"
    WHERE "dependency"."service_id" = "template"."id"
  ) AS "dependencies",
  (
    SELECT coalesce(json_agg(json_build_object('link', "bound"."link", 'instance_id', "target"."instance_id", 'is_live', "target"."deleted_at" IS NULL) ORDER BY "bound"."link" COLLATE "C"), '[]')
    FROM "instance_links" "bound"
    INNER JOIN "service_instances" "target" ON "target"."id" = "bound"."target_instance_id"
    WHERE "bound"."instance_id" = "instance"."id"
  ) AS "bindings",
  (
    SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_object('instance_id', "other"."instance_id", 'provides', to_jsonb(array_prepend(CAST("other_template"."name" AS text), "other_template"."provides")))), '[]')
    FROM "service_dependencies" "dependency"
    INNER JOIN "services" "needed" ON "needed"."id" = "dependency"."depends_on_service_id"
    INNER JOIN "service_instances" "other" ON "other"."stack_id" = "instance"."stack_id" AND "other"."enabled" AND "other"."deleted_at" IS NULL
    INNER JOIN "services" "other_template" ON "other_template"."id" = "other"."template_service_id"
    WHERE "dependency"."service_id" = "template"."id" AND ("other"."instance_id" = "dependency"."link" OR "other_template"."id" = "needed"."id" OR "needed"."name" = ANY("other_template"."provides") OR "other"."id" IN (
      SELECT "bound"."target_instance_id" AS "bound_target_instance_id"
      FROM "instance_links" "bound"
      WHERE "bound"."instance_id" = "instance"."id"
    ))
  ) AS "targets"
FROM "stacks" "stack"
LEFT JOIN "service_instances" "instance" ON "instance"."stack_id" = "stack"."id" AND "instance"."instance_id" = $1 AND "instance"."deleted_at" IS NULL
LEFT JOIN "services" "template" ON "template"."id" = "instance"."template_service_id"
WHERE ("stack"."name" = $2 ) AND ("stack"."deleted_at" IS NULL )
