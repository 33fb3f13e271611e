import '@swc-node/register/esm-register';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One PostgreSQL per run: TEST_DATABASE_URL, or an embedded one. Migrated once; every test file gets a clone of it. */
export default async function setup() {
  const { createTemplateDatabase, dropDatabase, startTestServer } = await import('./server.ts');
  const folder = await mkdtemp(join(tmpdir(), 'devarch-test-'));
  const server = await startTestServer(folder);
  const url = await createTemplateDatabase(server.url);
  globalThis.devarchTestServer = { stop: () => server.stop(), drop: () => dropDatabase(url), folder };
  process.env.TEST_DATABASE_URL = url;
}
