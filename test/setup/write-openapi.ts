import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApiDocument } from '../../src/app.document.js';
import { createApp } from '../../src/app.setup.js';
import { readConfig } from '../../src/config/config.js';
import { SECRET_KEY } from './secret-key.js';
import { createTemplateDatabase, dropDatabase, startTestServer } from './server.js';

/** `npm run openapi`: writes openapi.json anew from the controllers. */
const folder = await mkdtemp(join(tmpdir(), 'devarch-openapi-'));
const server = await startTestServer(folder);
try {
  const url = await createTemplateDatabase(server.url);
  const app = await createApp(readConfig({ LOG_LEVEL: 'silent', ...SECRET_KEY }), url);
  await app.init();
  await writeFile('openapi.json', `${JSON.stringify(createApiDocument(app), null, 2)}\n`);
  await app.close();
  await dropDatabase(url);
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
