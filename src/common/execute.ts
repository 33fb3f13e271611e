import type { Pool, PoolClient, QueryResultRow } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';
import { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';

/**
 * The rows that one statement answers, in the caller's transaction, or on the pool where there is none. The driver gets it
 * at once: TypeORM's bookkeeping costs more than many a statement, and is done only where somebody listens to it.
 */
export async function execute<Row extends object>(
  tx: EntityManager,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const { queryRunner, dataSource } = tx;
  if (queryRunner?.isReleased || isObserved(dataSource)) return observed<Row>(tx, sql, values);
  const connection: Pool | PoolClient = queryRunner ? await queryRunner.connect() : poolOf(dataSource);
  const { rows } = await connection.query<Row & QueryResultRow>(sql, [...values]);
  return rows;
}

/** Whether the application logs statements, or has subscribers that are told of them. */
function isObserved({ options, subscribers }: DataSource): boolean {
  return Boolean(options.logging) || options.maxQueryExecutionTime !== undefined || subscribers.length > 0;
}

async function observed<Row>(tx: EntityManager, sql: string, values: readonly unknown[]): Promise<Row[]> {
  const runner = tx.queryRunner ?? tx.dataSource.createQueryRunner();
  try {
    const { records } = await runner.query(sql, [...values], true);
    return records as Row[];
  } finally {
    if (!tx.queryRunner) await runner.release();
  }
}

/** The pool on which TypeORM runs its own statements. */
function poolOf({ driver }: DataSource): Pool {
  if (driver instanceof PostgresDriver) return driver.master as Pool;
  throw new Error('The data source is not one of PostgreSQL.');
}
