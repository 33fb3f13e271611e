import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestApp } from './app.js';

const FOLDER = 'test/compose-files';

/** Imports every file of the folder, and clones each stack; answers the names of the stacks. */
export async function importFiles(server: TestApp, clones: number): Promise<string[]> {
  const names: string[] = [];
  for (const file of readdirSync(FOLDER).toSorted()) {
    const name = `${file.replace('.yaml', '')}-1`;
    const content = readFileSync(join(FOLDER, file), 'utf8');
    await server.http.post('/stacks/import').send({ format: 'compose', name, content }).expect(200);
    names.push(name);
    for (let n = 2; n <= clones + 1; n++) {
      const clone = name.replace(/1$/, String(n));
      await server.http.post(`/stacks/${name}/clone`).send({ name: clone }).expect(201);
      names.push(clone);
    }
  }
  return names;
}

/** What stacks render to, and each template of the catalogue by itself; numbers of rows are left out. */
export async function rendersOf(server: TestApp, stacks: readonly string[]): Promise<Record<string, string>> {
  const templates: { name: string }[] = (await server.http.get('/services?limit=500&enabled=true').expect(200)).body;
  const paths = [...stacks.map((name) => `/stacks/${name}`), ...templates.map(({ name }) => `/services/${name}`)];
  const renders: Record<string, string> = {};
  for (const path of paths) {
    const { text } = await server.http.get(`${path}/compose`).expect(200);
    renders[path] = text.replace(/(devarch\.(?:stack|instance)_id: )"\d+"/g, '$1"0"');
  }
  return renders;
}
