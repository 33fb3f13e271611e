import { readFile } from 'node:fs/promises';
import { createApiDocument } from '../../src/app.document.js';
import { startTestApp } from '../setup/app.js';

it('openapi.json is what the controllers say; "npm run openapi" writes it anew', async () => {
  const { app, close } = await startTestApp();
  const document: unknown = JSON.parse(JSON.stringify(createApiDocument(app)));
  await close();
  expect(JSON.parse(await readFile('openapi.json', 'utf8'))).toEqual(document);
});
