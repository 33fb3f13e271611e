import type { EntityManager } from 'typeorm';
import { run, statement } from '../sql/statement.js';
import type { Facet } from '../facets/facet.js';
import { inFixedOrder } from '../facets/order.js';
import { selectFacetRows } from '../model/facet-rows.query.js';
import { templateNotFound } from '../model/lookup.js';
import { TemplateDependency } from '../model/template-dependency.entity.js';
import { Template } from '../model/template.entity.js';
import type { DependencyAnswer } from './dto/template-answers.js';

/** One statement: the template and its items of one facet. */
export function facetStatement(tx: EntityManager, facet: Facet) {
  return statement(tx, `templates.${facet.name}`, ['template'], (manager) => {
    const query = manager.createQueryBuilder(Template, 'template').select([]).where('template.name = :template');
    return selectFacetRows(query, facet, 'template_row', 'template.id', 'rows');
  });
}

/** The items of one facet, in their fixed order. */
export async function listFacet(tx: EntityManager, facet: Facet, template: string): Promise<object[]> {
  const [found] = await run<{ rows: object[] }>(tx, facetStatement(tx, facet), { template });
  if (!found) throw templateNotFound(template);
  return inFixedOrder(facet, found.rows);
}

/** One statement: the templates that one needs by name; a row without service where it needs none. */
export function dependenciesStatement(tx: EntityManager) {
  return statement(tx, 'templates.dependencies', ['template'], (manager) =>
    manager
      .createQueryBuilder(Template, 'template')
      .select('needed.name', 'service')
      .addSelect('dependency.condition', 'condition')
      .leftJoin(TemplateDependency, 'dependency', 'dependency.service_id = template.id')
      .leftJoin(Template, 'needed', 'needed.id = dependency.depends_on_service_id')
      .where('template.name = :template')
      .orderBy('needed.name COLLATE "C"'),
  );
}

export async function listDependencies(tx: EntityManager, template: string): Promise<DependencyAnswer[]> {
  const rows = await run<DependencyAnswer & { service: string | null }>(tx, dependenciesStatement(tx), { template });
  if (rows.length === 0) throw templateNotFound(template);
  return rows.filter(({ service }) => service !== null);
}
