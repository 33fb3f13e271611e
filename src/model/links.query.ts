import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { InstanceLink } from './instance-link.entity.js';
import { Instance } from './instance.entity.js';
import { TemplateDependency } from './template-dependency.entity.js';
import { Template } from './template.entity.js';

type Rows = SelectQueryBuilder<ObjectLiteral>;

/** What the links of an instance are bound to, what is in the trash too, as one JSON array. Expects the alias `instance`. */
export function selectBindings(rows: Rows): Rows {
  const pairs = `'link', bound.link, 'instance_id', target.instance_id, 'is_live', target.deleted_at IS NULL`;
  return rows
    .withDeleted()
    .select(`coalesce(json_agg(json_build_object(${pairs}) ORDER BY bound.link COLLATE "C"), '[]')`)
    .from(InstanceLink, 'bound')
    .innerJoin(Instance, 'target', 'target.id = bound.target_instance_id')
    .where('bound.instance_id = instance.id');
}

/**
 * The enabled instances of the stack that the links of one may lead to, as one JSON array: nothing is looked at where the
 * template needs nothing. Expects the aliases `instance` and `template`.
 */
export function selectTargets(rows: Rows): Rows {
  const provides = 'to_jsonb(array_prepend(CAST(other_template.name AS text), other_template.provides))';
  const target = `jsonb_build_object('instance_id', other.instance_id, 'provides', ${provides})`;
  const bound = rows
    .subQuery()
    .select('bound.target_instance_id')
    .from(InstanceLink, 'bound')
    .where('bound.instance_id = instance.id')
    .getQuery();
  const fits = [
    'other.instance_id = dependency.link',
    'other_template.id = needed.id',
    'needed.name = ANY(other_template.provides)',
    `other.id IN ${bound}`,
  ];
  return rows
    .select(`coalesce(jsonb_agg(DISTINCT ${target}), '[]')`)
    .from(TemplateDependency, 'dependency')
    .innerJoin(Template, 'needed', 'needed.id = dependency.depends_on_service_id')
    .innerJoin(Instance, 'other', 'other.stack_id = instance.stack_id AND other.enabled')
    .innerJoin(Template, 'other_template', 'other_template.id = other.template_service_id')
    .where(`dependency.service_id = template.id AND (${fits.join(' OR ')})`);
}
