import { partsOf } from '../common/error-parts.js';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { makeFolder } from '../common/folder.js';
import { createLogger } from '../common/logger.js';
import type { Config } from '../config/config.js';
import { startEmbeddedPostgres } from './embedded/postgres.js';

export interface DatabaseServer {
  url: string;
  stop: () => Promise<void>;
}

export interface Watch {
  /** Called where the embedded server cannot be started again, with the reason. */
  lost?: (reason: string) => void;
  /** Ends the wait for a server of DATABASE_URL. */
  asked?: AbortSignal;
}

/**
 * The server of DATABASE_URL, which is not ours to stop; or the embedded one, with its data below the data folder, which is
 * started again should it die.
 */
export async function startDatabase(config: Config, { lost, asked }: Watch = {}): Promise<DatabaseServer> {
  const { url } = config.database;
  if (url !== undefined) {
    await untilReachable(url, config, asked);
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
async function untilReachable(url: string, { database, log_level }: Config, asked?: AbortSignal): Promise<void> {
  const deadline = Date.now() + database.wait_seconds * 1_000;
  for (;;) {
    try {
      return await demandReachable(url);
    } catch (error) {
      if (Date.now() >= deadline || asked?.aborted) throw error;
      createLogger(log_level).warn(`Waiting: ${error instanceof Error ? error.message : String(error)}`, 'PostgreSQL');
      await sleep(1_000, undefined, { signal: asked }).catch(() => {});
    }
  }
}

/** Throws, naming the variable, the server and the reason but no password, when no connection succeeds or it cannot write. */
async function demandReachable(connectionString: string): Promise<void> {
  const client = clientOf(connectionString);
  client.on('error', () => {}); // a broken connection fails connect() as well
  const server = `DATABASE_URL leads to database "${client.database}" at ${client.host}:${client.port}`;
  try {
    await client.connect();
    const { rows } = await client.query<{ read_only: string }>(
      "SELECT current_setting('transaction_read_only') AS read_only",
    );
    if (rows[0]?.read_only === 'on')
      throw new ReadOnly(`${server}, which only reads, but the start writes. Let it write, or name the primary.`);
  } catch (cause) {
    if (cause instanceof ReadOnly) throw cause;
    // Of a name with several addresses the error has a code and no message.
    const reason = (cause instanceof Error && cause.message) || partsOf(cause).code;
    throw new Error(`${server}, which does not answer: ${String(reason)}.`, { cause });
  } finally {
    await client.end();
  }
}

class ReadOnly extends Error {}

/** The driver reads the files that the address names, such as those of certificates, when it is made. */
function clientOf(connectionString: string): pg.Client {
  try {
    return new pg.Client({ connectionString, connectionTimeoutMillis: 5_000 });
  } catch (cause) {
    throw new Error(`DATABASE_URL cannot be used: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
    });
  }
}
