import { join } from 'node:path';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { startEmbeddedPostgres } from '../../src/database/embedded/postgres.js';
import { dataSourceOptions } from '../../src/database/options.js';

/** Durability is of no use to a server that lives as long as the tests. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

export async function startTestServer(folder: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return { url: given, stop: () => Promise.resolve() };
  return startEmbeddedPostgres({ data_dir: join(folder, 'postgres'), settings: FAST });
}

/** An empty, migrated database that test files clone; returns the server's address with it as database. */
export async function createTemplateDatabase(server: string): Promise<string> {
  const name = `devarch_template_${process.pid}`;
  await query(server, `CREATE DATABASE ${name}`);
  const url = withDatabase(server, name);
  const dataSource = new DataSource(dataSourceOptions(readConfig({}).database, url));
  await dataSource.initialize();
  await dataSource.runMigrations();
  await dataSource.destroy();
  return url;
}

/** Drops the database of an address, whoever is connected to it. */
export async function dropDatabase(url: string): Promise<void> {
  await query(withDatabase(url, 'postgres'), `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
}

export function withDatabase(url: string, name: string): string {
  return Object.assign(new URL(url), { pathname: `/${name}` }).toString();
}

/** One statement on a connection of its own. */
export async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
