import { partsOf } from '../common/error-parts.js';
import { readFileSync, statSync } from 'node:fs';

/** Secrets that may stand in a file instead, as orchestrators hand them out: NAME_FILE names it. */
const NAMES = ['DATABASE_URL', 'DEVARCH_SECRET_KEY'] as const;
/** No secret is longer; what is, is another file. */
const MAX_BYTES = 64 * 1024;

/** The environment with the content of the files in the place of their names' variables, and what is wrong with them. */
export function withFiles(given: NodeJS.ProcessEnv): { environment: NodeJS.ProcessEnv; problems: string[] } {
  const environment = { ...given };
  const problems: string[] = [];
  for (const name of NAMES) {
    const file = given[`${name}_FILE`];
    if (file === undefined || file === '') continue;
    const content = given[name]
      ? { problem: `${name} is set as well; it takes only one of the two` }
      : readSecret(file);
    if ('problem' in content) problems.push(`${name}_FILE is ${JSON.stringify(file)}, but ${content.problem}`);
    else environment[name] = content.text;
  }
  return { environment, problems };
}

/** The text of a small file, without the line break at its end. */
function readSecret(file: string): { text: string } | { problem: string } {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return { problem: 'that is no file' };
    if (stat.size > MAX_BYTES)
      return { problem: `that file has ${stat.size} bytes; it takes one of at most ${MAX_BYTES}` };
    const text = readFileSync(file, 'utf8').trim();
    return text === '' ? { problem: 'that file is empty' } : { text };
  } catch (error) {
    return { problem: `that file cannot be read (${String(partsOf(error).code)})` };
  }
}
