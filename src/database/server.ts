import { join } from 'node:path';
import type { Config } from '../config/config.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

export interface DatabaseServer {
  url: string;
  stop: () => Promise<void>;
}

/** The server of DATABASE_URL, which is not ours to stop; or the embedded one, with its data below the data folder. */
export async function startDatabase(config: Config): Promise<DatabaseServer> {
  if (config.database.url !== undefined) return { url: config.database.url, stop: () => Promise.resolve() };
  const embedded = await startEmbeddedPostgres({ data_dir: join(config.data_dir, 'postgres') });
  return { url: embedded.url, stop: () => embedded.stop() };
}
