import { readFile } from 'node:fs/promises';
import { LIMITS } from '../../src/common/limits.js';
import { stackSchema } from '../setup/stack-schema.js';

const inWords = (limit: number) => limit.toLocaleString('en');

it('docs/limits.md has every limit as it is, and no other', async () => {
  const rows = (await readFile('docs/limits.md', 'utf8')).matchAll(/^\| `(\w+)` +\| +([\d,]+) \|/gm);
  const told = Array.from(rows, ([, name, limit]) => [name, limit]);
  expect(told).toEqual(Object.entries(LIMITS).map(([name, limit]) => [name, inWords(limit)]));
});

it('what else the documentation says of them is so', async () => {
  const page = await readFile('docs/import-export.md', 'utf8');
  expect(page).toContain(`at most ${inWords(LIMITS.text)} characters`);
  expect(page).toContain(`at most ${inWords(LIMITS.items)} services`);
});

it('the schema of a stack\'s file is what its classes say; "npm run schema" writes it anew', async () => {
  const written: unknown = JSON.parse(await readFile('schemas/devarch-stack.schema.json', 'utf8'));
  expect(written).toEqual(JSON.parse(JSON.stringify(stackSchema())));
});
