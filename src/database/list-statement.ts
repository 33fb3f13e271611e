import type { EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';

export type Direction = 'ASC' | 'DESC';

/** The filters that a request uses, and a name for the statement that they make. */
export interface UsedFilters {
  conditions: string[];
  name: string;
}

/** Picks the conditions of the filters that are given; `also` are further choices that change the statement. */
export function usedFilters(filters: Record<string, string>, given: object, also: readonly string[]): UsedFilters {
  const used = Object.entries(filters).filter(([name]) => Reflect.get(given, name) !== undefined);
  const choices = also.filter((name) => Boolean(Reflect.get(given, name)));
  return {
    conditions: used.map(([, condition]) => condition),
    name: [...used.map(([name]) => name), ...choices].join(' '),
  };
}

/**
 * A page of rows (`:rows` of them), beside the size of the whole set where it is wanted, in one statement. Where the page
 * is empty there is one row without id that still has the size.
 * @param order the columns of the page that put it in order
 * @param whole the filtered set, to be counted
 */
export function pageStatement<Entity extends ObjectLiteral>(
  manager: EntityManager,
  page: SelectQueryBuilder<Entity>,
  order: Record<string, Direction>,
  whole: SelectQueryBuilder<Entity> | undefined,
): SelectQueryBuilder<ObjectLiteral> {
  const counted = whole?.select('CAST(count(*) AS int)', 'total').getQuery() ?? 'SELECT 0 AS total';
  const list = manager
    .createQueryBuilder()
    .select('page.*')
    .addSelect('counted.total', 'total')
    .from<ObjectLiteral>(`(${counted})`, 'counted')
    .leftJoin(`(${page.getQuery()} LIMIT :rows)`, 'page', 'true');
  for (const [column, direction] of Object.entries(order)) list.addOrderBy(`page.${column}`, direction);
  return list;
}
