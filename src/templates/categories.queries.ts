import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { execute } from '../common/execute.js';
import { NotFound } from '../common/errors.js';
import { decodeCursor, type Page, pageOf, type PageQuery } from '../common/paging.js';
import { run, statement } from '../database/statement.js';
import { Category } from '../model/category.entity.js';
import { isoTimestamp } from '../model/facet-rows.query.js';
import { Template } from '../model/template.entity.js';
import type { CategoryAnswer } from './dto/category-answers.js';
import type { CreateCategory, UpdateCategory } from './dto/category-inputs.js';
import { pageStatement } from '../database/list-statement.js';

/** The columns of an answer. Expects the alias `category`. */
function selectCategory(query: SelectQueryBuilder<Category>): SelectQueryBuilder<Category> {
  for (const column of ['id', 'name', 'display_name', 'color', 'startup_order'])
    query.addSelect(`category.${column}`, column);
  return query
    .addSelect(isoTimestamp('category.created_at'), 'created_at')
    .addSelect(isoTimestamp('category.updated_at'), 'updated_at')
    .addSelect(
      (sub) =>
        sub.select('CAST(count(*) AS int)').from(Template, 'template').where('template.category_id = category.id'),
      'service_count',
    );
}

/** One statement: the page of categories with their template counts, and the size of the set if wanted. */
export function listStatement(tx: EntityManager, { cursor, total }: Pick<PageQuery, 'cursor' | 'total'>) {
  const name = ['categories.list', cursor && 'cursor', total && 'total'].join(' ');
  return statement(tx, name, ['startup_order', 'name', 'rows'], (manager) => {
    const all = () => manager.createQueryBuilder(Category, 'category').select([]);
    const page = selectCategory(all()).orderBy('category.startup_order').addOrderBy('category.name');
    if (cursor)
      page.where('(category.startup_order, category.name) > (CAST(:startup_order AS int), CAST(:name AS varchar))');
    return pageStatement(manager, page, { startup_order: 'ASC', name: 'ASC' }, total ? all() : undefined);
  });
}

type ListRow = CategoryAnswer & { id: number | null; total: number };

export async function listCategories(tx: EntityManager, query: PageQuery): Promise<Page<CategoryAnswer>> {
  const [startup_order, name] = decodeCursor(query.cursor, [0, '']) ?? [];
  const values = { startup_order, name, rows: query.limit + 1 };
  const rows = await run<ListRow>(tx, listStatement(tx, query), values);
  const found = rows.filter((row) => row.id !== null);
  return pageOf(found, query, toAnswer, (row) => [row.startup_order, row.name], rows[0]?.total);
}

/** One statement: a category and its template count. */
export function getStatement(tx: EntityManager) {
  return statement(tx, 'categories.get', ['name'], (manager) =>
    selectCategory(manager.createQueryBuilder(Category, 'category').select([])).where('category.name = :name'),
  );
}

export async function getCategory(tx: EntityManager, name: string): Promise<CategoryAnswer> {
  const [row] = await run<CategoryAnswer>(tx, getStatement(tx), { name });
  if (!row) throw categoryNotFound(name);
  return toAnswer(row);
}

/** Adds a category; a name that exists is the unique key's conflict. */
export async function insertCategory(tx: EntityManager, category: CreateCategory): Promise<void> {
  await tx.createQueryBuilder().insert().into(Category).values(category).execute();
}

/** Adds those whose name does not exist and leaves the others as they are. */
export async function insertMissingCategories(tx: EntityManager, categories: CreateCategory[]): Promise<void> {
  await execute(
    tx,
    `INSERT INTO categories (name, display_name, color, startup_order)
     SELECT name, display_name, color, startup_order FROM json_populate_recordset(NULL::categories, $1::json) wanted
     WHERE NOT EXISTS (SELECT FROM categories WHERE categories.name = wanted.name)
     ON CONFLICT (name) DO NOTHING`,
    [JSON.stringify(categories)],
  );
}

/** A category that is to get another name is locked with whoever has that: two may want what the other has. */
export async function updateCategory(tx: EntityManager, name: string, values: UpdateCategory): Promise<void> {
  if (values.name !== undefined && values.name !== name)
    await execute(tx, 'SELECT FROM categories WHERE name IN ($1, $2) ORDER BY id FOR NO KEY UPDATE', [
      name,
      values.name,
    ]);
  const { affected } = await tx
    .createQueryBuilder()
    .update(Category)
    .set({ ...values, updated_at: () => 'now()' })
    .where('name = :old_name', { old_name: name })
    .execute();
  if (!affected) throw categoryNotFound(name);
}

/** Locks a category against everything, so that no template can come into it. */
export async function getCategoryForRemoval(tx: EntityManager, name: string): Promise<{ id: number }> {
  const sql = 'SELECT id FROM categories WHERE name = $1 FOR UPDATE';
  const [row] = await execute<{ id: number }>(tx, sql, [name]);
  if (!row) throw categoryNotFound(name);
  return row;
}

export async function deleteCategory(tx: EntityManager, id: number): Promise<void> {
  await execute(tx, 'DELETE FROM categories WHERE id = $1', [id]);
}

function categoryNotFound(name: string): NotFound {
  return new NotFound(`There is no category "${name}".`, { kind: 'category', name });
}

function toAnswer(row: CategoryAnswer): CategoryAnswer {
  const { id, name, display_name, color, startup_order, service_count, created_at, updated_at } = row;
  return { id, name, display_name, color, startup_order, service_count, created_at, updated_at };
}
