import { randomBytes } from 'node:crypto';
import { dropDatabase, query, withDatabase } from './server.js';

export interface TestDatabase {
  url: string;
  drop: () => Promise<void>;
}

/** A fresh, migrated database of the test file's own: a clone of the template that the run has made. */
export async function createDatabase(migrated = true): Promise<TestDatabase> {
  const template = new URL(process.env.TEST_DATABASE_URL ?? '');
  const name = `devarch_${randomBytes(8).toString('hex')}`;
  const maintenance = withDatabase(template.toString(), 'postgres');
  await query(maintenance, `CREATE DATABASE ${name}${migrated ? ` TEMPLATE ${template.pathname.slice(1)}` : ''}`);
  const url = withDatabase(template.toString(), name);
  return { url, drop: () => dropDatabase(url) };
}
