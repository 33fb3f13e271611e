import { DataSource } from 'typeorm';
import type { Config } from '../config/config.js';
import { demandCurrentSchema, migrate } from './migrate.js';
import { dataSourceOptions } from './options.js';
import { forgetOpenings } from './pool.js';

/** An open data source whose schema is up to date: brought there, or with `migrate: false` demanded to be. */
export async function openDatabase(config: Pick<Config, 'database' | 'migrate'>, url: string): Promise<DataSource> {
  const dataSource = new DataSource(dataSourceOptions(config.database, url));
  await dataSource.initialize();
  forgetOpenings(dataSource);
  try {
    await (config.migrate ? migrate(dataSource) : demandCurrentSchema(dataSource));
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}
