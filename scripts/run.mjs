// @ts-check
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';

/** `node scripts/run.mjs <program> …`: a program of src/ with its arguments, compiled first where its sources changed. */
const [name = 'main', ...given] = process.argv.slice(2);
const folder = await build().catch((/** @type {Error} */ error) => {
  console.error(`The sources do not compile.\n${error.message}`);
  process.exit(1);
});
const program = join(folder, `${name}.js`);
process.argv.splice(1, Infinity, program, ...given);
await import(pathToFileURL(program).href);
