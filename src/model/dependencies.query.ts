import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { TemplateDependency } from './template-dependency.entity.js';
import { Template } from './template.entity.js';

const PAIRS = [
  ['link', 'dependency.link'],
  ['service', 'needed.name'],
  ['condition', 'dependency.condition'],
  ['required', 'dependency.required'],
].map(([name, column]) => `'${name}', ${column}`);

/** What a template needs as one JSON array, by the names of templates and links. Expects the alias `template`. */
export function selectDependencies(rows: SelectQueryBuilder<ObjectLiteral>): SelectQueryBuilder<ObjectLiteral> {
  const order = 'needed.name COLLATE "C", dependency.link COLLATE "C"';
  return rows
    .select(`coalesce(json_agg(json_build_object(${PAIRS.join(', ')}) ORDER BY ${order}), '[]')`)
    .from(TemplateDependency, 'dependency')
    .innerJoin(Template, 'needed', 'needed.id = dependency.depends_on_service_id')
    .where('dependency.service_id = template.id');
}
