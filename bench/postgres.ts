import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '../src/database/embedded/postgres.js';

/** Room for half a gigabyte of tables in memory on a small machine; everything else as PostgreSQL comes, fsync included. */
const SETTINGS = { shared_buffers: '512MB', max_connections: '60', max_wal_size: '4GB', checkpoint_timeout: '30min' };

/** The bench's own PostgreSQL server, gone afterwards. */
export class Postgres {
  private constructor(
    readonly folder: string,
    readonly url: string,
    private readonly stopServer: () => Promise<void>,
  ) {}

  static async start(): Promise<Postgres> {
    const folder = await mkdtemp(join(tmpdir(), 'devarch-bench-'));
    const server = await startEmbeddedPostgres({ data_dir: join(folder, 'postgres'), settings: SETTINGS });
    return new Postgres(folder, server.url, () => server.stop());
  }

  /** A database of that name: empty, or a clone of another one, which nobody may be connected to. */
  async create(name: string, template?: string): Promise<string> {
    const source = template === undefined ? '' : ` TEMPLATE ${template} STRATEGY FILE_COPY`;
    await this.session(this.url, (client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
    await this.session(this.url, (client) => client.query(`CREATE DATABASE ${name}${source}`));
    return this.urlOf(name);
  }

  urlOf(name: string): string {
    return Object.assign(new URL(this.url), { pathname: `/${name}` }).toString();
  }

  /** Work on a connection of its own. */
  async session<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** The process ids of the sessions in a database of that name. */
  async sessions(name: string): Promise<number[]> {
    const sql = 'SELECT pid FROM pg_stat_activity WHERE datname = $1';
    const { rows } = await this.session(this.url, (client) => client.query<{ pid: number }>(sql, [name]));
    return rows.map(({ pid }) => pid);
  }

  async stop(): Promise<void> {
    await this.stopServer();
    await rm(this.folder, { recursive: true, force: true });
  }
}
