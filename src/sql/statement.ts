import type { DataSource, EntityManager, ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { prepared } from './prepared.js';
import { execute } from './execute.js';

/** A statement that a query builder wrote once: its text, and the names of its parameters in the order of $1, $2, … */
export interface Statement {
  sql: string;
  parameters: string[];
}

const built = new WeakMap<DataSource, Map<string, Statement>>();

/**
 * The statement of that name, built at its first use. Each parameter is given its own name as value, which is how the
 * order of the placeholders is found out.
 * @param options prepare: whether connections are to keep it prepared
 */
export function statement<Entity extends ObjectLiteral>(
  tx: EntityManager,
  name: string,
  parameters: readonly string[],
  build: (manager: EntityManager) => SelectQueryBuilder<Entity>,
  { prepare } = { prepare: true },
): Statement {
  const statements = statementsOf(tx);
  const known = statements.get(name);
  if (known) return known;
  const query = build(tx.dataSource.manager).setParameters(Object.fromEntries(parameters.map((own) => [own, own])));
  const [sql, order] = query.getQueryAndParameters();
  const made = { sql: prepare ? prepared(sql) : sql, parameters: order.map(String) };
  statements.set(name, made);
  return made;
}

/** The hand-written statement of that name, put together at its first use and prepared. */
export function handWritten(tx: EntityManager, name: string, write: () => string): string {
  const statements = statementsOf(tx);
  const known = statements.get(name) ?? { sql: prepared(write()), parameters: [] };
  statements.set(name, known);
  return known.sql;
}

function statementsOf(tx: EntityManager): Map<string, Statement> {
  const statements = built.get(tx.dataSource) ?? new Map<string, Statement>();
  built.set(tx.dataSource, statements);
  return statements;
}

/** Runs a built statement in the caller's transaction, or on the pool where there is none. */
export async function run<Row extends object>(
  tx: EntityManager,
  { sql, parameters }: Statement,
  values: object,
): Promise<Row[]> {
  const bound = parameters.map((name): unknown => Reflect.get(values, name));
  return execute<Row>(tx, sql, bound);
}
