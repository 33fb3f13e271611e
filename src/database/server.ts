import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeFolder } from '../common/folder.js';
import { createLogger } from '../common/logger.js';
import type { Config } from '../config/config.js';
import { startEmbeddedPostgres } from './embedded-postgres.js';

export interface DatabaseServer {
  url: string;
  stop: () => Promise<void>;
}

/**
 * The server of DATABASE_URL, which is not ours to stop; or the embedded one, with its data below the data folder, which is
 * started again should it die.
 * @param lost called where the embedded one cannot be started again, with the reason
 */
export async function startDatabase(config: Config, lost?: (reason: string) => void): Promise<DatabaseServer> {
  const { url } = config.database;
  if (url !== undefined) {
    await untilReachable(url, config);
    return { url, stop: () => Promise.resolve() };
  }
  await makeFolder(config.data_dir).catch((cause: Error) => {
    throw new Error(`DEVARCH_DATA_DIR is "${config.data_dir}", but ${cause.message}`, { cause });
  });
  const logger = createLogger(config.log_level);
  const log = (line: string) => logger.warn(line, 'PostgreSQL');
  const embedded = await startEmbeddedPostgres({ data_dir: join(config.data_dir, 'postgres'), log, lost });
  return { url: embedded.url, stop: () => embedded.stop() };
}

/** Tries once a second as long as the configuration says, and tells each time what it waits for. */
async function untilReachable(url: string, { database, log_level }: Config): Promise<void> {
  const deadline = Date.now() + database.wait_seconds * 1_000;
  for (;;) {
    try {
      return await demandReachable(url);
    } catch (error) {
      if (Date.now() >= deadline) throw error;
      createLogger(log_level).warn(`Waiting: ${error instanceof Error ? error.message : String(error)}`, 'PostgreSQL');
      await sleep(1_000);
    }
  }
}

/** Throws, naming the variable, the server and the reason but no password, when no connection succeeds. */
async function demandReachable(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  client.on('error', () => {}); // a broken connection fails connect() as well
  try {
    await client.connect();
  } catch (cause) {
    // Of a name with several addresses the error has a code and no message.
    const reason = (cause instanceof Error && cause.message) || Reflect.get(Object(cause), 'code');
    const server = `database "${client.database}" at ${client.host}:${client.port}`;
    throw new Error(`DATABASE_URL leads to ${server}, which does not answer: ${String(reason)}.`, { cause });
  } finally {
    await client.end();
  }
}
