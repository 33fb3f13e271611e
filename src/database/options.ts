import type { DataSourceOptions } from 'typeorm';
import type { DatabaseConfig } from '../config/config.js';
import { ENTITIES } from '../model/entities.js';
import { Client } from './client.js';
import { MIGRATIONS } from './migrations/index.js';
import { ConstraintNames } from './naming.js';

/**
 * How our connections have statements planned. Compiling a plan takes longer than any of them runs, however much the
 * planner expects of it; what they look up by key is in memory, not on a disk that has to seek; and as they look up by key,
 * the plan is the same whatever the key is: a prepared statement is planned anew only when PostgreSQL knows more of a table.
 */
export const PLANNER = '-c jit=off -c random_page_cost=1.1 -c plan_cache_mode=force_generic_plan';

/** The data source of the server, of the TypeORM command line and of the tests. */
export function dataSourceOptions(config: DatabaseConfig, url: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'devarch_migrations',
    namingStrategy: new ConstraintNames(),
    synchronize: false,
    migrationsRun: false,
    logging: false,
    poolSize: config.pool_size,
    connectTimeoutMS: 5_000,
    applicationName: 'devarch-api',
    extra: {
      Client,
      prepared_statements: config.prepared_statements,
      keepAlive: true,
      statement_timeout: config.statement_timeout_ms,
      query_timeout: config.statement_timeout_ms + 2_000,
      lock_timeout: Math.min(10_000, config.statement_timeout_ms),
      idle_in_transaction_session_timeout: 30_000,
      options: PLANNER,
    },
  };
}
