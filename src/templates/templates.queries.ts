import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { InvalidInput } from '../common/errors.js';
import { containsPattern, decodeCursor, type Page, pageOf, TIMESTAMP } from '../common/paging.js';
import { run, statement } from '../database/statement.js';
import { FACET_NAMES, facetOf, FACETS } from '../facets/facets.js';
import { inFixedOrder } from '../facets/order.js';
import { isoTimestamp, selectFacetRows } from '../model/facet-rows.query.js';
import { Instance } from '../model/instance.entity.js';
import { templateNotFound } from '../model/lookup.js';
import { Template } from '../model/template.entity.js';
import { TemplateDependency } from '../model/template-dependency.entity.js';
import type { TemplateDetail, TemplateSummary } from './dto/template-answers.js';
import type { ListTemplates } from './dto/template-list.js';
import { type Direction, pageStatement, usedFilters } from '../database/list-statement.js';

const COLUMNS = ['id', 'name', 'category_id', 'description', 'image_name', 'image_tag', 'restart_policy', 'command'];
const MORE_COLUMNS = ['user_spec', 'enabled', 'revision'];

/** A template as the statements return it: every facet, the healthcheck's too, as a list. */
type DetailRow = Omit<TemplateDetail, 'healthcheck'> & { healthcheck: NonNullable<TemplateDetail['healthcheck']>[] };

/** The columns of a summary. Expects the alias `template`. */
function selectTemplate(query: SelectQueryBuilder<Template>): SelectQueryBuilder<Template> {
  for (const column of [...COLUMNS, ...MORE_COLUMNS]) query.addSelect(`template.${column}`, column);
  return query
    .addSelect('category.name', 'category')
    .leftJoin('template.category', 'category')
    .addSelect(isoTimestamp('template.created_at'), 'created_at')
    .addSelect(isoTimestamp('template.updated_at'), 'updated_at')
    .addSelect(
      (sub) =>
        sub
          .select('CAST(count(*) AS int)')
          .from(Instance, 'instance')
          .where('instance.template_service_id = template.id'),
      'instance_count',
    );
}

const FILTERS = {
  category: 'category.name = :category',
  search: `(template.name ILIKE :search OR template.description ILIKE :search
    OR template.image_name ILIKE :search OR template.image_tag ILIKE :search)`,
  enabled: 'template.enabled = :enabled',
};

/** By the first sort column; a time of the answer, as text, sorts like the time itself. */
const POSITIONS = {
  name: { column: 'name', type: 'varchar' },
  created_at: { column: 'created_at', type: 'timestamptz' },
} as const;

function positionOf(sort: ListTemplates['sort']) {
  return sort.endsWith('name') ? POSITIONS.name : POSITIONS.created_at;
}

const LIST_PARAMETERS = [...Object.keys(FILTERS), 'position', 'id', 'rows'];

type ListChoices = Pick<ListTemplates, 'category' | 'search' | 'enabled' | 'sort' | 'cursor' | 'total'>;

/** One statement: the page of templates with their category and instance count, and the size of the set if wanted. */
export function listStatement(tx: EntityManager, query: ListChoices) {
  const { conditions, name } = usedFilters(FILTERS, query, ['cursor', 'total']);
  const { sort, cursor, total } = query;
  const { column, type } = positionOf(sort);
  const direction: Direction = sort.startsWith('-') ? 'DESC' : 'ASC';
  return statement(tx, `templates.list ${sort} ${name}`, LIST_PARAMETERS, (manager) => {
    const matching = () => {
      const rows = manager.createQueryBuilder(Template, 'template').select([]);
      conditions.forEach((condition) => rows.andWhere(condition));
      return rows;
    };
    const page = selectTemplate(matching());
    const after = direction === 'ASC' ? '>' : '<';
    if (cursor)
      page.andWhere(`(template.${column}, template.id) ${after} (CAST(:position AS ${type}), CAST(:id AS int))`);
    page.orderBy(`template.${column}`, direction).addOrderBy('template.id', direction);
    const whole = total ? matching().leftJoin('template.category', 'category') : undefined;
    return pageStatement(manager, page, { [column]: direction, id: direction }, whole);
  });
}

type ListRow = TemplateSummary & { id: number | null; total: number };

export async function listTemplates(tx: EntityManager, query: ListTemplates): Promise<Page<TemplateSummary>> {
  const { sort } = query;
  const { column } = positionOf(sort);
  const example = [sort, column === 'created_at' ? TIMESTAMP : '', 0];
  const [sorted, position, id] = decodeCursor(query.cursor, example) ?? [sort];
  if (sorted !== sort)
    throw InvalidInput.parameter('cursor', 'must come from the Link header of this list', query.cursor);
  const search = containsPattern(query.search ?? '');
  const values = { ...query, search, position, id, rows: query.limit + 1 };
  const rows = await run<ListRow>(tx, listStatement(tx, query), values);
  const found = rows.filter((row) => row.id !== null);
  return pageOf(found, query, toSummary, (row) => [sort, row[column], row.id], rows[0]?.total);
}

/** One statement: templates by name, with the items of all seven facets and their dependencies. */
export function detailStatement(tx: EntityManager) {
  return statement(tx, 'templates.detail', ['names'], (manager) => {
    const query = selectTemplate(manager.createQueryBuilder(Template, 'template').select([]));
    query.addSelect('template.extra', 'extra').where('template.name = ANY(:names)').orderBy('template.id');
    for (const name of FACET_NAMES) selectFacetRows(query, facetOf(name), 'template_row', 'template.id', name);
    return query.addSelect(
      (sub) =>
        sub
          .select(
            `coalesce(json_agg(json_build_object('service', needed.name, 'condition', dependency.condition)), '[]')`,
          )
          .from(TemplateDependency, 'dependency')
          .innerJoin(Template, 'needed', 'needed.id = dependency.depends_on_service_id')
          .where('dependency.service_id = template.id'),
      'dependencies',
    );
  });
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
  const { id, name, category, category_id, description, image_name, image_tag, restart_policy, command } = row;
  const { user_spec, enabled, instance_count, revision, created_at, updated_at } = row;
  return {
    ...{ id, name, category, category_id, description, image_name, image_tag, restart_policy, command },
    ...{ user_spec, enabled, instance_count, revision, created_at, updated_at },
  };
}

function toDetail(row: DetailRow): TemplateDetail {
  return {
    ...toSummary(row),
    extra: row.extra,
    ports: inFixedOrder(FACETS.ports, row.ports),
    volumes: inFixedOrder(FACETS.volumes, row.volumes),
    env_vars: inFixedOrder(FACETS.env_vars, row.env_vars),
    labels: inFixedOrder(FACETS.labels, row.labels),
    domains: inFixedOrder(FACETS.domains, row.domains),
    healthcheck: row.healthcheck[0] ?? null,
    config_files: inFixedOrder(FACETS.config_files, row.config_files),
    dependencies: inFixedOrder({ order_columns: ['service'] }, row.dependencies),
  };
}
