// @ts-check
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * `node scripts/together.mjs <script> …`: scripts of package.json, as many at once as there are processors, in the order
 * given. What each says is shown when it ends; where one fails, so does this, after all have ended.
 */
const waiting = process.argv.slice(2);

/** @param {string} script @returns {Promise<number>} */
async function run(script) {
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
  const code = await new Promise((done) => child.on('close', (status) => done(status ?? 1)));
  console.log(`${script}: ${code === 0 ? 'passed' : `failed with ${code}`}\n${said}`.trimEnd());
  return code;
}

async function lane() {
  for (let script = waiting.shift(); script !== undefined; script = waiting.shift())
    if ((await run(script)) !== 0) process.exitCode = 1;
}

await Promise.all(Array.from({ length: availableParallelism() }, lane));
