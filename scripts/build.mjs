// @ts-check
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
/** What was compiled from what; written last, so that a build that was broken off is made again. */
const MANIFEST = 'sources.json';

/**
 * Compiles the sources into a folder, types unchecked (`npm run types` checks them): only what changed since the last time,
 * so that most starts compile nothing. Returns the folder, from which packages can be found.
 */
export async function build({
  sources = join(ROOT, 'src'),
  folder = join(ROOT, 'node_modules', '.cache', 'devarch'),
  say = /** @type {(line: string) => void} */ (console.error),
} = {}) {
  const settings = await readFile(join(ROOT, '.swcrc'), 'utf8');
  const [wanted, built, present] = await Promise.all([
    fingerprints(sources, await versionOf('@swc/core'), settings),
    readFile(join(folder, MANIFEST), 'utf8')
      .then(JSON.parse)
      .catch(() => ({})),
    readdir(folder, { recursive: true }).catch(() => []),
  ]);
  const there = new Set(present);
  const changed = Object.keys(wanted).filter((file) => wanted[file] !== built[file] || !there.has(scriptOf(file)));
  const gone = Object.keys(built).filter((file) => !(file in wanted));
  if (changed.length + gone.length === 0) return folder;

  const begin = Date.now();
  say(`Compiling ${changed.length} of ${Object.keys(wanted).length} source files …`);
  await compile(changed, sources, folder, JSON.parse(settings));
  for (const file of gone) await rm(join(folder, scriptOf(file)), { force: true });
  await put(join(folder, 'package.json'), '{ "type": "module" }\n');
  await put(join(folder, MANIFEST), JSON.stringify(wanted));
  say(`Compiled in ${((Date.now() - begin) / 1000).toFixed(1)} s.`);
  return folder;
}

/**
 * Every source file with what its compiled form depends on.
 * @param {string} sources @param {string[]} rest @returns {Promise<Record<string, string>>}
 */
async function fingerprints(sources, ...rest) {
  const files = (await readdir(sources, { recursive: true })).filter((file) => /(?<!\.spec|\.d)\.ts$/.test(file));
  const entries = files.toSorted().map(async (file) => {
    const text = await readFile(join(sources, file), 'utf8');
    return [
      file,
      createHash('sha256')
        .update([...rest, text].join('\0'))
        .digest('base64'),
    ];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** @param {string} name @returns {Promise<string>} */
async function versionOf(name) {
  return JSON.parse(await readFile(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')).version;
}

/** @param {string[]} files @param {string} sources @param {string} folder @param {import('@swc/core').Options} options */
async function compile(files, sources, folder, options) {
  const { transform } = await import('@swc/core');
  const compiled = files.map(async (file) => {
    const text = await readFile(join(sources, file), 'utf8');
    const { code } = await transform(text, {
      ...options,
      filename: join(sources, file),
      swcrc: false,
      configFile: false,
    });
    await put(join(folder, scriptOf(file)), code);
  });
  await Promise.all(compiled);
}

/** In one step: another start at the same time sees the old text or the new one. @param {string} path @param {string} text */
async function put(path, text) {
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}

/** @param {string} file */
function scriptOf(file) {
  return file.replace(/\.ts$/, '.js');
}
