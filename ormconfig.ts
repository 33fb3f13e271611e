import { DataSource } from 'typeorm';
import { readConfig } from './src/config/config.js';
import { dataSourceOptions } from './src/database/options.js';

/** The data source of the TypeORM command line. It needs DATABASE_URL: the embedded server belongs to the application. */
const config = readConfig();
if (!config.database.url) throw new Error('Set DATABASE_URL to the server that the command should work on.');

export default new DataSource(dataSourceOptions(config.database, config.database.url));
