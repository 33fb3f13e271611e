import { isoTimestamp } from '../../sql/columns.js';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { execute } from '../../sql/execute.js';
import { NotFound } from '../../common/errors.js';
import type { Page } from '../../common/paging.js';
import type { List } from '../../sql/list-order.js';
import { type ListChoices, listed, pageStatement, readPage } from '../../sql/list-statement.js';
import { run, statement } from '../../sql/statement.js';
import { Category } from '../../model/category.entity.js';
import { Template } from '../../model/template.entity.js';
import type { CategoryAnswer } from './dto/category-answers.js';
import type { CreateCategory, UpdateCategory } from './dto/category-inputs.js';
import type { CategorySort, ListCategories } from '../dto/template-list.js';

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

const LIST: List<CategorySort> = {
  name: 'categories.list',
  filters: {},
  columns: {
    id: { sql: 'category.id', type: 'int' },
    startup_order: { sql: 'category.startup_order', type: 'int' },
    name: { sql: 'category.name', type: 'varchar' },
    display_name: { sql: 'category.display_name', type: 'varchar' },
    created_at: { sql: 'category.created_at', type: 'timestamptz' },
    updated_at: { sql: 'category.updated_at', type: 'timestamptz' },
  },
  usual: ['startup_order', 'name'],
};

/** One statement: the page of categories with their template counts, and the size of the set if wanted. */
export function listStatement(tx: EntityManager, query: ListChoices) {
  return listed(tx, LIST, query, [], (manager, { paged, order }) => {
    const all = () => manager.createQueryBuilder(Category, 'category').select([]);
    return pageStatement(manager, paged(selectCategory(all())), order, query.total ? all() : undefined);
  });
}

export async function listCategories(tx: EntityManager, query: ListCategories): Promise<Page<CategoryAnswer>> {
  return readPage(tx, LIST, query, listStatement(tx, query), toAnswer);
}

/** One statement: a category and its template count. */
function getStatement(tx: EntityManager) {
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
