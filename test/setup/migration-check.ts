import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { readConfig } from '../../src/config/config.js';
import { dataSourceOptions } from '../../src/database/options.js';
import { createTemplateDatabase, dropDatabase, startTestServer } from './server.js';

/** `npm run migration:check`: migrates an empty database and says whether the entities would change anything more. */
const folder = await mkdtemp(join(tmpdir(), 'devarch-migration-check-'));
const server = await startTestServer(folder);
try {
  const url = await createTemplateDatabase(server.url);
  const dataSource = await new DataSource(dataSourceOptions(readConfig({}).database, url)).initialize();
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  await dataSource.destroy();
  await dropDatabase(url);
  upQueries.forEach(({ query }) => process.stdout.write(`${query};\n`));
  process.stdout.write(
    upQueries.length === 0
      ? 'Entities and migrations agree.\n'
      : 'Entities and migrations differ: a migration with the statements above is missing.\n',
  );
  process.exitCode = upQueries.length === 0 ? 0 : 1;
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
