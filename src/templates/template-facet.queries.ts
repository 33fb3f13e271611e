import type { EntityManager } from 'typeorm';
import { run, statement } from '../sql/statement.js';
import type { Facet } from '../facets/facet.js';
import { inFixedOrder } from '../facets/order.js';
import { selectDependencies } from '../model/dependencies.query.js';
import { selectFacetRows } from '../model/facet-rows.query.js';
import { templateNotFound } from '../model/lookup.js';
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

/** One statement: what a template needs. */
export function dependenciesStatement(tx: EntityManager) {
  return statement(tx, 'templates.dependencies', ['template'], (manager) =>
    manager
      .createQueryBuilder(Template, 'template')
      .select([])
      .addSelect(selectDependencies, 'dependencies')
      .where('template.name = :template'),
  );
}

export async function listDependencies(tx: EntityManager, template: string): Promise<DependencyAnswer[]> {
  const [found] = await run<{ dependencies: DependencyAnswer[] }>(tx, dependenciesStatement(tx), { template });
  if (!found) throw templateNotFound(template);
  return found.dependencies;
}
