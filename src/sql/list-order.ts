import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { TIMESTAMP } from '../common/paging.js';

export type Direction = 'ASC' | 'DESC';

/** A column that a list is put in order by. What it is called in the page is its name in the cursor too. */
export interface OrderColumn {
  sql: string;
  type: 'int' | 'varchar' | 'timestamptz';
}

/** What is the same in every statement of one list. */
export interface List<Column extends string = never> {
  /** Of the statement. */
  name: string;
  /** Conditions by the parameter that asks for them. */
  filters: Record<string, string>;
  /** By their names in the page. */
  columns: Record<Column | 'id', OrderColumn> & Partial<Record<string, OrderColumn>>;
  /** The order where none is wanted; a minus turns a column round, and together they are unique. */
  usual: readonly [string, ...string[]];
  /** What a search is compared with, so that the best match comes first. */
  best_match_of?: string;
}

/** An order of a list: its key in cursors, and its columns. Together they are unique, and all go the same way. */
export interface Order {
  key: string;
  columns: ({ name: string } & OrderColumn)[];
  direction: Direction;
  /** Whether it is one of those that are asked for all the time. */
  usual: boolean;
}

const RANK = 'rank';
const EXAMPLES = { int: 0, varchar: '', timestamptz: TIMESTAMP } as const;

/** The order that is asked for, or else the best match of a search first, or else the list's own. */
export function orderOf(list: List, { sort, search }: { sort?: string; search?: string }): Order {
  const words = wordsOf(list, sort, search);
  const columns = words.map(plain).map((name) => ({ name, ...columnOf(list, name) }));
  const direction = words.some(isTurned) ? 'DESC' : 'ASC';
  return { key: words.join(' '), columns, direction, usual: words[0] === RANK || words[0] === list.usual[0] };
}

/** The values of an order's columns in a cursor, by example. */
export function examplesOf({ columns }: Order): (string | number)[] {
  return columns.map(({ type }) => EXAMPLES[type]);
}

/** The name of the parameter with a column's value in the last row of the page before. */
export function afterName({ name }: { name: string }): string {
  return `after_${name}`;
}

/** Puts a page in order and starts it after the cursor's position, where there is one. */
export function inOrder<Entity extends ObjectLiteral>(
  page: SelectQueryBuilder<Entity>,
  order: Order,
  cursor: string | undefined,
): SelectQueryBuilder<Entity> {
  const { columns, direction } = order;
  for (const { name, sql } of columns) {
    if (name === RANK) page.addSelect(sql, RANK);
    page.addOrderBy(name === RANK ? `"${RANK}"` : sql, direction);
  }
  if (cursor === undefined) return page;
  const values = columns.map((column) => `CAST(:${afterName(column)} AS ${column.type})`).join(', ');
  const after = direction === 'ASC' ? '>' : '<';
  return page.andWhere(`(${columns.map(({ sql }) => sql).join(', ')}) ${after} (${values})`);
}

/** Keeps that order around the page, where times are texts, which sort as they do. */
export function keepOrder<Entity extends ObjectLiteral>(list: SelectQueryBuilder<Entity>, order: Order): void {
  for (const { name } of order.columns) list.addOrderBy(`page.${name}`, order.direction);
}

function wordsOf({ usual, best_match_of }: List, sort: string | undefined, search: string | undefined): string[] {
  if (sort === undefined) return search !== undefined && best_match_of !== undefined ? [RANK, ...usual] : [...usual];
  if (sort === usual[0]) return [...usual];
  if (plain(sort) === plain(usual[0])) return usual.map(turned);
  return [sort, isTurned(sort) ? '-id' : 'id'];
}

function columnOf({ columns, best_match_of: text }: List, name: string): OrderColumn {
  const column = name === RANK ? undefined : columns[name];
  if (column) return column;
  const sql = `CASE WHEN ${text} ILIKE :search_exact THEN 0 WHEN ${text} ILIKE :search_start THEN 1 WHEN ${text} ILIKE :search THEN 2 ELSE 3 END`;
  return { sql, type: 'int' };
}

function isTurned(word: string): boolean {
  return word.startsWith('-');
}

function plain(word: string): string {
  return word.replace(/^-/, '');
}

function turned(word: string): string {
  return isTurned(word) ? plain(word) : `-${word}`;
}
