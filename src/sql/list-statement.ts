import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { decodePosition, encodePosition, likePatterns, type Page, type PageQuery, pageOf } from '../common/paging.js';
import { afterName, examplesOf, inOrder, keepOrder, type List, type Order, orderOf } from './list-order.js';
import { run, statement, type Statement } from './statement.js';

/** What a request wants of a list: beside these, its filters. */
export interface ListChoices {
  sort?: string;
  search?: string;
  cursor?: string;
  total: boolean;
}

/** What the statement of a list is put together with. */
export interface ListParts {
  /** Adds the filters that are used. */
  filtered: <Entity extends ObjectLiteral>(rows: SelectQueryBuilder<Entity>) => SelectQueryBuilder<Entity>;
  /** Puts the page in order, from where the cursor says. */
  paged: <Entity extends ObjectLiteral>(page: SelectQueryBuilder<Entity>) => SelectQueryBuilder<Entity>;
  order: Order;
}

/**
 * The statement of a list for these choices. The list's own order, and the best match first, are prepared; the others are
 * planned anew each time, so that connections need not keep a statement for every order with every choice of filters.
 * @param parameters further ones that the statement has
 */
export function listed<Entity extends ObjectLiteral>(
  tx: EntityManager,
  list: List,
  choices: ListChoices,
  parameters: readonly string[],
  build: (manager: EntityManager, parts: ListParts) => SelectQueryBuilder<Entity>,
): Statement {
  const order = orderOf(list, choices);
  const used = Object.entries(list.filters).filter(([name]) => Reflect.get(choices, name) !== undefined);
  const also = (['cursor', 'total'] as const).filter((name) => Boolean(choices[name]));
  const name = [list.name, order.key, ...used.map(([filter]) => filter), ...also].join(' ');
  const known = [...Object.keys(list.filters), 'search_exact', 'search_start', ...order.columns.map(afterName), 'rows'];
  const make = (manager: EntityManager) =>
    build(manager, {
      filtered: (rows) => used.reduce((narrowed, [, condition]) => narrowed.andWhere(condition), rows),
      paged: (page) => inOrder(page, order, choices.cursor),
      order,
    });
  return statement(tx, name, [...parameters, ...known], make, { prepare: order.usual });
}

/**
 * A page of rows (`:rows` of them), beside the size of the whole set where it is wanted, in one statement. Where the page
 * is empty there is one row without id that still has the size.
 * @param whole the filtered set, to be counted
 */
export function pageStatement<Entity extends ObjectLiteral>(
  manager: EntityManager,
  page: SelectQueryBuilder<Entity>,
  order: Order,
  whole: SelectQueryBuilder<Entity> | undefined,
): SelectQueryBuilder<ObjectLiteral> {
  const counted = whole?.select('CAST(count(*) AS int)', 'total').getQuery() ?? 'SELECT 0 AS total';
  const list = manager
    .createQueryBuilder()
    .select('page.*')
    .addSelect('counted.total', 'total')
    .from<ObjectLiteral>(`(${counted})`, 'counted');
  return withPage(list, page, order, 'true');
}

/** Joins the page (`:rows` of it), which the statement can refer to as `page`, and keeps its order. */
export function withPage<Entity extends ObjectLiteral, Listed extends ObjectLiteral>(
  list: SelectQueryBuilder<Entity>,
  page: SelectQueryBuilder<Listed>,
  order: Order,
  condition: string,
): SelectQueryBuilder<Entity> {
  list.addCommonTableExpression(`${page.getQuery()} LIMIT :rows`, 'page').leftJoin('page', 'page', condition);
  keepOrder(list, order);
  return list;
}

type PageRow = { id: number | null; total?: number };

/**
 * Reads a page with the statement that `listed` made.
 * @param values of further parameters
 * @param missing what it means that there is no row at all
 */
export async function readPage<Row extends object, Item>(
  tx: EntityManager,
  list: List,
  query: PageQuery & ListChoices,
  made: Statement,
  toItem: (row: Row) => Item,
  { values, missing }: { values?: object; missing?: () => Error } = {},
): Promise<Page<Item>> {
  const order = orderOf(list, query);
  const position = decodePosition(query.cursor, order.key, examplesOf(order)) ?? [];
  const after = Object.fromEntries(order.columns.map((column, index) => [afterName(column), position[index]]));
  const bound = { ...query, ...values, ...after, ...likePatterns(query.search ?? ''), rows: query.limit + 1 };
  const rows = await run<Row & PageRow>(tx, made, bound);
  if (rows.length === 0 && missing) throw missing();
  const found = rows.filter(({ id }) => id !== null);
  return pageOf(found, query, toItem, (row) => encodePosition(order.key, positionIn(row, order)), rows[0]?.total);
}

function positionIn(row: object, { columns }: Order): (string | number)[] {
  return columns.map(({ name }) => Reflect.get(row, name) as string | number);
}
