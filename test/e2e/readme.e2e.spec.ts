import { execFile, spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { CatalogService } from '../../src/index.js';
import { startTestApp, type TestApp } from '../setup/app.js';

/** The tour of the README, executed line by line against the real server. `…` in an answer stands for anything. */
const run = promisify(execFile);
const curl = spawnSync('curl', ['--version']).status === 0;

let server: TestApp;

beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

async function tour(): Promise<{ command: string; answer: string }[]> {
  const readme = await readFile('README.md', 'utf8');
  const blocks = [...readme.matchAll(/```console\n(.*?)```/gs)].map(([, block = '']) => block);
  const steps = blocks.join('\n').split(/^\$ /m).slice(1);
  return steps.map((step) => {
    const [command = '', ...answer] = step.trim().split('\n');
    return { command, answer: answer.join('\n') };
  });
}

function asPattern(answer: string): RegExp {
  const parts = answer.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

it('answers as printed', async () => {
  const steps = await tour();
  expect(steps.length).toBeGreaterThan(12);
  if (!curl) {
    console.warn('curl is not installed here, so the tour is only read, not executed.');
    return;
  }
  const [setup] = steps;
  const variables = (setup?.command ?? '').replace('http://127.0.0.1:8550/api/v1', server.api);
  for (const { command, answer } of steps.slice(1)) {
    const { stdout } = await run('bash', ['-c', `${variables}\n${command}`]);
    expect(`${command}\n${stdout}`).toMatch(asPattern(`${command}\n${answer}`));
  }
});
