-- $1 stack
SELECT (
  SELECT coalesce(json_agg(json_build_object('id', "variables"."id", 'key', "variables"."key", 'value', CASE WHEN "variables"."is_secret" AND ("variables"."sealed_value" IS NOT NULL OR "variables"."value" !~ '^\$\{\{[^{}]*\}\}$') THEN '***' ELSE "variables"."value" END, 'is_secret', "variables"."is_secret", 'description', "variables"."description", 'fingerprint', "variables"."fingerprint", 'created_at', to_char("variables"."created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), 'updated_at', to_char("variables"."updated_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY "variables"."id"), '[]')
  FROM "stack_variables" "variables"
  WHERE "variables"."stack_id" = "stack"."id"
) AS "variables"
FROM "stacks" "stack"
WHERE ("stack"."name" = $1 ) AND ("stack"."deleted_at" IS NULL )
