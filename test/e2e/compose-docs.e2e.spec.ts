import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CatalogService } from '../../src/index.js';
import { startTestApp, type TestApp } from '../setup/app.js';

/** docs/compose.md, executed command by command. Its YAML blocks that start with a file name are files. */
const run = promisify(execFile);
const missing = ['curl', 'jq'].filter((tool) => spawnSync(tool, ['--version']).status !== 0);

let server: TestApp;
let folder: string;

beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
  folder = await mkdtemp(join(tmpdir(), 'compose-docs-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, block = '']) => block);

function asPattern(answer: string): RegExp {
  const parts = answer.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

it('answers as printed', async () => {
  const text = await readFile('docs/compose.md', 'utf8');
  for (const block of blocks(text, 'yaml')) {
    const [, name] = /^# (\S+\.yaml)\n/.exec(block) ?? [];
    if (name !== undefined) await writeFile(join(folder, name), block);
  }
  const steps = blocks(text, 'console').join('\n').split(/^\$ /m).slice(1);
  expect(steps.length).toBeGreaterThan(5);
  if (missing.length > 0) {
    console.warn(`${missing.join(', ')} is not installed here, so the page is only read, not executed.`);
    return;
  }
  const [setup = ''] = steps;
  const variables = setup.replace('http://127.0.0.1:8550/api/v1', server.api);
  for (const step of steps.slice(1)) {
    const [command = '', ...answer] = step.trim().split('\n');
    const { stdout } = await run('bash', ['-c', `${variables}\n${command}`], { cwd: folder });
    expect(`${command}\n${stdout.trimEnd()}`).toMatch(asPattern(`${command}\n${answer.join('\n')}`.trimEnd()));
  }
});
