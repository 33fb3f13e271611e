import { readFile, rm } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from 'pg';
import request from 'supertest';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/app.setup.js';
import { readConfig } from '../../src/config/config.js';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded/postgres.js';
import { SECRET_KEY } from './secret-key.js';
import { TcpForwarder } from './tcp-forwarder.js';

/** The app on a PostgreSQL server of its own, which may die, with a network between the two, which may fail. */
export class AppWithServer {
  private constructor(
    private readonly folder: string,
    private server: EmbeddedPostgres,
    readonly network: TcpForwarder,
    readonly app: NestFastifyApplication,
    readonly url: string,
  ) {}

  static async start(environment: NodeJS.ProcessEnv): Promise<AppWithServer> {
    const folder = await mkdtemp(join(tmpdir(), 'devarch-outage-'));
    const server = await startServer(folder);
    const network = await TcpForwarder.to(Number(new URL(server.url).port));
    const through = Object.assign(new URL(server.url), { port: String(network.port) });
    const app = await createApp(readConfig({ LOG_LEVEL: 'silent', ...SECRET_KEY, ...environment }), through.toString());
    await app.listen(0, '127.0.0.1');
    return new AppWithServer(folder, server, network, app, await app.getUrl());
  }

  get dataSource(): DataSource {
    return this.app.get(DataSource);
  }

  get http() {
    return request.agent(`${this.url}/api/v1`);
  }

  health(what: 'live' | 'ready') {
    return request(this.url).get(`/health/${what}`);
  }

  /** Rows of a statement on a connection of its own, past the network and the pool. */
  async query<Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> {
    return this.session(async (client) => (await client.query<Row>(sql, values)).rows);
  }

  /** The server's address, past the network. */
  get server_url(): string {
    return this.server.url;
  }

  /** One statement of somebody who knows another password. */
  async past(sql: string, password: string): Promise<void> {
    const client = new Client({ connectionString: Object.assign(new URL(this.server.url), { password }).toString() });
    await client.connect();
    await client.query(sql);
    await client.end();
  }

  /** Work on a connection of its own; what it locks is free again afterwards. */
  async session<Result>(work: (client: Client) => Promise<Result>): Promise<Result> {
    const client = new Client({ connectionString: this.server.url });
    client.on('error', () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  /** The process ids of the sessions of the app; with `waiting` only of those that wait for a lock. */
  async backends(waiting = false): Promise<number[]> {
    const rows = await this.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'devarch-api' AND (wait_event_type = 'Lock' OR NOT $1)`,
      waiting,
    );
    return rows.map(({ pid }) => pid);
  }

  /** The session that waits for a lock, as soon as there is one. */
  async blockedBackend(): Promise<number> {
    for (;;) {
      const [pid] = await this.backends(true);
      if (pid !== undefined) return pid;
    }
  }

  /** The sessions of the app die without a word; the server then ends all others and recovers by itself. */
  async killSessions(): Promise<void> {
    for (const pid of await this.backends()) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // The server has ended it meanwhile.
      }
    }
  }

  /** The main process dies without a word, and its children with it. */
  async killServer(): Promise<void> {
    const [pid] = (await readFile(join(this.folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
    process.kill(Number(pid), 'SIGKILL');
    await this.server.stop();
  }

  async stopServer(): Promise<void> {
    await this.server.stop();
  }

  /** Starts the server again on the same data, on another port; the app's address of it stays. */
  async restartServer(): Promise<void> {
    this.server = await startServer(this.folder);
    this.network.target = Number(new URL(this.server.url).port);
  }

  /** Asks until the app is ready again; the number of milliseconds that it took. */
  async recovered(): Promise<number> {
    const begin = Date.now();
    while ((await this.health('ready')).status !== 200) continue;
    return Date.now() - begin;
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.network.close();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true });
  }
}

function startServer(folder: string): Promise<EmbeddedPostgres> {
  const settings = { fsync: 'off', max_connections: '40' };
  return startEmbeddedPostgres({ data_dir: join(folder, 'postgres'), settings });
}
