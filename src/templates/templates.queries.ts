import { isoTimestamp } from '../sql/columns.js';
import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import type { Page } from '../common/paging.js';
import type { List } from '../sql/list-order.js';
import { type ListChoices, listed, pageStatement, readPage } from '../sql/list-statement.js';
import { run, statement } from '../sql/statement.js';
import { facetItems, type FacetName } from '../facets/facets.js';
import { inFixedOrder } from '../facets/order.js';
import { selectDependencies } from '../model/dependencies.query.js';
import { itemReader } from '../model/facet-items.query.js';
import { storedColumns } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { templateNotFound } from '../model/lookup.js';
import { provided } from '../model/provides.js';
import { SETTING_NAMES, templateSettings } from '../settings/settings.js';
import { Template } from '../model/template.entity.js';
import type { TemplateDetail, TemplateSummary } from './dto/template-answers.js';
import type { ListTemplates, TemplateSort } from './dto/template-list.js';

const COLUMNS = ['id', 'name', 'category_id', 'description', ...SETTING_NAMES, 'enabled', 'provides', 'revision'];

const ITEMS = itemReader({ template: ({ of_template }) => storedColumns(of_template) });

/** A template as the statements return it: the items of every facet in one list. */
type DetailRow = Omit<TemplateDetail, FacetName> & { items: unknown };

/** The columns of a summary, without the count of instances. Expects the alias `template`. */
function selectTemplate(query: SelectQueryBuilder<Template>): SelectQueryBuilder<Template> {
  for (const column of COLUMNS) query.addSelect(`template.${column}`, column);
  return query
    .addSelect('category.name', 'category')
    .leftJoin('template.category', 'category')
    .addSelect(isoTimestamp('template.created_at'), 'created_at')
    .addSelect(isoTimestamp('template.updated_at'), 'updated_at');
}

/** Adds the number of live instances to a statement that has its templates as `page`, counted for all of them at once. */
function countInstances(
  manager: EntityManager,
  query: SelectQueryBuilder<ObjectLiteral>,
): SelectQueryBuilder<ObjectLiteral> {
  const counts = manager
    .createQueryBuilder()
    .select('instance.template_service_id', 'template_id')
    .addSelect('count(*)', 'instances')
    .from(Instance, 'instance')
    .where('instance.template_service_id = ANY(ARRAY(SELECT page.id FROM page))')
    .groupBy('instance.template_service_id');
  return query
    .addSelect('CAST(coalesce(counts.instances, 0) AS int)', 'instance_count')
    .leftJoin(`(${counts.getQuery()})`, 'counts', 'counts.template_id = page.id');
}

const LIST: List<TemplateSort> = {
  name: 'templates.list',
  filters: {
    category: 'category.name = :category',
    search: `(template.name ILIKE :search OR template.description ILIKE :search
    OR template.image_name ILIKE :search OR template.image_tag ILIKE :search)`,
    enabled: 'template.enabled = :enabled',
  },
  columns: {
    id: { sql: 'template.id', type: 'int' },
    name: { sql: 'template.name', type: 'varchar' },
    created_at: { sql: 'template.created_at', type: 'timestamptz' },
    updated_at: { sql: 'template.updated_at', type: 'timestamptz' },
  },
  usual: ['name'],
  best_match_of: 'template.name',
};

const WITH_FACETS = { ...LIST, name: 'templates.list with facets' };

type Choices = ListChoices & Pick<ListTemplates, 'category' | 'enabled' | 'include'>;

/**
 * One statement: the page of templates with their category and instance count (with their items and dependencies too, where
 * they are wanted), and the size of the set if wanted.
 */
export function listStatement(tx: EntityManager, query: Choices) {
  const [list, select] = query.include ? [WITH_FACETS, selectDetail] : [LIST, selectTemplate];
  return listed(tx, list, query, [], (manager, { filtered, paged, order }) => {
    const matching = () => filtered(manager.createQueryBuilder(Template, 'template').select([]));
    const whole = () => matching().leftJoin('template.category', 'category');
    const page = paged(select(matching(), manager));
    return countInstances(manager, pageStatement(manager, page, order, query.total ? whole() : undefined));
  });
}

/** Where the facets are wanted, the items of the page are details. */
export async function listTemplates(tx: EntityManager, query: ListTemplates): Promise<Page<TemplateSummary>> {
  const made = listStatement(tx, query);
  return query.include
    ? readPage<DetailRow, TemplateSummary>(tx, WITH_FACETS, query, made, toDetail)
    : readPage(tx, LIST, query, made, toSummary);
}

/** The same, the items of every facet and the dependencies. Expects the alias `template`. */
function selectDetail(query: SelectQueryBuilder<Template>, manager: EntityManager): SelectQueryBuilder<Template> {
  return selectTemplate(query)
    .addSelect(ITEMS.sql(manager, { template: 'template.id' }), 'items')
    .addSelect(selectDependencies, 'dependencies');
}

/** One statement: templates by name, with the items of every facet and their dependencies. */
function detailStatement(tx: EntityManager) {
  return statement(tx, 'templates.detail', ['names'], (manager) =>
    selectDetail(manager.createQueryBuilder(Template, 'template').select([]), manager)
      .addSelect(
        (sub) =>
          sub
            .select('CAST(count(*) AS int)')
            .from(Instance, 'instance')
            .where('instance.template_service_id = template.id'),
        'instance_count',
      )
      .where('template.name = ANY(:names)')
      .orderBy('template.id'),
  );
}

/** The templates of these names; a name that no template has is left out. */
export async function listDetails(tx: EntityManager, names: string[]): Promise<TemplateDetail[]> {
  const rows = await run<DetailRow>(tx, detailStatement(tx), { names });
  return rows.map(toDetail);
}

export async function getDetail(tx: EntityManager, name: string): Promise<TemplateDetail> {
  const [template] = await listDetails(tx, [name]);
  if (!template) throw templateNotFound(name);
  return template;
}

function toSummary(row: TemplateSummary): TemplateSummary {
  const { id, name, category, category_id, description, enabled, provides, instance_count, revision } = row;
  return {
    ...{ id, name, category, category_id, description, ...templateSettings(row) },
    ...{
      enabled,
      provides: provided(name, provides),
      instance_count,
      revision,
      created_at: row.created_at,
      updated_at: row.updated_at,
    },
  };
}

function toDetail(row: DetailRow): TemplateDetail {
  const { template } = ITEMS.read(row.items);
  return {
    ...toSummary(row),
    ...facetItems<Pick<TemplateDetail, FacetName>>((facet, name) => inFixedOrder(facet, template[name])),
    dependencies: row.dependencies,
  };
}
