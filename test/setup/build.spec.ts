import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../scripts/build.mjs';

let scratch: string;
let said: string[];
const sources = () => join(scratch, 'src');
const folder = () => join(scratch, 'built');
const write = (file: string, text: string) => writeFile(join(sources(), file), text);
const built = async () => (await readdir(folder(), { recursive: true })).filter((file) => file.endsWith('.js'));
const wrote = async (file: string) => (await stat(join(folder(), file))).ino;

/** What it said; nothing where there was nothing to do. */
async function run(): Promise<string[]> {
  said = [];
  await build({ sources: sources(), folder: folder(), say: (line) => said.push(line) });
  return said;
}

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'devarch-build-'));
  await mkdir(join(sources(), 'deep'), { recursive: true });
  await write('one.ts', `export const one: number = 'types are not checked here';`);
  await write('deep/two.ts', 'export class Two { given?: string; }');
  await write('deep/two.spec.ts', 'it.todo();');
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

describe('the build of a start', () => {
  it('compiles every source but the specs, as modules, and says so', async () => {
    expect(await run()).toEqual([
      'Compiling 2 of 2 source files …',
      expect.stringMatching(/^Compiled in \d+\.\d s\.$/),
    ]);
    expect((await built()).toSorted()).toEqual([join('deep', 'two.js'), 'one.js']);
    const { Two } = await import(join(folder(), 'deep', 'two.js'));
    expect(Object.keys(new Two())).toEqual([]); // a field that is declared is not an own property
  });

  it('does nothing, in silence, where nothing changed', async () => {
    await run();
    const before = await wrote('one.js');
    expect([await run(), await wrote('one.js')]).toEqual([[], before]);
  });

  it('compiles again what changed, and nothing else', async () => {
    await run();
    const before = await wrote('one.js');
    await write('deep/two.ts', 'export const two = 2;');
    expect((await run())[0]).toBe('Compiling 1 of 2 source files …');
    expect(await readFile(join(folder(), 'deep', 'two.js'), 'utf8')).toContain('two = 2');
    expect(await wrote('one.js')).toBe(before);
  });

  it('makes what is missing, and takes away what has no source any more', async () => {
    await run();
    await rm(join(folder(), 'one.js'));
    await rm(join(sources(), 'deep', 'two.ts'));
    expect((await run())[0]).toBe('Compiling 1 of 1 source files …');
    expect(await built()).toEqual(['one.js']);
  });

  it('fails on a source that is no TypeScript, says where, and tries it again', async () => {
    await run();
    await write('deep/two.ts', 'export const = ;');
    for (const _ of [1, 2]) await expect(run()).rejects.toThrow(/two\.ts/);
    await write('deep/two.ts', 'export const two = 2;');
    expect((await run())[0]).toBe('Compiling 1 of 2 source files …');
  });
});
