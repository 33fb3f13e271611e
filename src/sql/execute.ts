import { partsOf } from '../common/error-parts.js';
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
  if (!queryRunner) return onPool<Row>(poolOf(dataSource), sql, values);
  const connection: PoolClient = await queryRunner.connect();
  const { rows } = await connection.query<Row & QueryResultRow>(sql, [...values]);
  return rows;
}

/** On a connection of the pool, which takes it back unless it is broken: a refused statement does not break it. */
async function onPool<Row extends object>(pool: Pool, sql: string, values: readonly unknown[]): Promise<Row[]> {
  const connection = await pool.connect();
  let broken = false;
  const breaks = () => {
    broken = true;
  };
  connection.on('error', breaks);
  try {
    const { rows } = await connection.query<Row & QueryResultRow>(sql, [...values]);
    return rows;
  } catch (error) {
    broken ||= partsOf(error).severity !== 'ERROR';
    throw error;
  } finally {
    connection.off('error', breaks);
    connection.release(broken);
  }
}

/** Whether the application logs statements, or has subscribers that are told of them. */
function isObserved({ options, subscribers }: DataSource): boolean {
  const { logging, logger, maxQueryExecutionTime } = options;
  return Boolean(logging) || logger !== undefined || maxQueryExecutionTime !== undefined || subscribers.length > 0;
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
  if (!(driver instanceof PostgresDriver)) throw new Error('The data source is not one of PostgreSQL.');
  if (!driver.master) throw new Error('Driver not Connected');
  return driver.master as Pool;
}
