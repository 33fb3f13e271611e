import type { EntityManager, ObjectLiteral } from 'typeorm';
import { run, statement } from '../database/statement.js';
import type { SpecValues } from '../facets/facet.js';
import { FACET_NAMES, facetOf } from '../facets/facets.js';
import { selectFacetRows } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { type InstancePath, theInstance } from '../model/lookup.js';
import { SETTING_NAMES } from '../model/settings.js';
import { Stack } from '../model/stack.entity.js';
import { TemplateDependency } from '../model/template-dependency.entity.js';
import { Template } from '../model/template.entity.js';
import type { EffectiveInput, StoredOverride } from './effective-config.js';

const settingsOf = (alias: string) =>
  `json_build_object(${SETTING_NAMES.map((name) => `'${name}', ${alias}.${name}`).join(', ')})`;

/** One statement: stack, instance, template, the rows of both sides of every facet, and the dependencies. */
export function effectiveStatement(tx: EntityManager) {
  return statement(tx, 'effective', ['stack', 'instance'], (manager) => {
    const query = manager
      .createQueryBuilder(Stack, 'stack')
      .select('stack.id', 'stack_id')
      .addSelect('stack.name', 'stack_name')
      .addSelect('template.name', 'template_name')
      .addSelect(settingsOf('template'), 'template_settings')
      .addSelect(settingsOf('instance'), 'instance_settings')
      .leftJoin(Instance, 'instance', 'instance.stack_id = stack.id AND instance.instance_id = :instance')
      .leftJoin(Template, 'template', 'template.id = instance.template_service_id')
      .where('stack.name = :stack');
    for (const column of ['id', 'instance_id', 'container_name', 'enabled'])
      query.addSelect(`instance.${column}`, column);
    for (const name of FACET_NAMES) {
      selectFacetRows(query, facetOf(name), 'template_row', 'template.id', `template_${name}`);
      selectFacetRows(query, facetOf(name), 'instance_row', 'instance.id', `instance_${name}`);
    }
    return query.addSelect(
      (rows) =>
        rows
          .select(
            "coalesce(json_agg(json_build_object('service', needed.name, 'condition', dependency.condition) ORDER BY needed.name), '[]')",
          )
          .from(TemplateDependency, 'dependency')
          .innerJoin(Template, 'needed', 'needed.id = dependency.depends_on_service_id')
          .where('dependency.service_id = template.id'),
      'dependencies',
    );
  });
}

export async function getEffectiveInput(tx: EntityManager, path: InstancePath): Promise<EffectiveInput> {
  type Row = Omit<EffectiveInput, 'template' | 'overrides'> & ObjectLiteral;
  const row = theInstance(await run<Row>(tx, effectiveStatement(tx), path), path);
  return Object.assign(row, {
    template: (name: string): SpecValues[] => row[`template_${name}`],
    overrides: (name: string): StoredOverride[] => row[`instance_${name}`],
  });
}
