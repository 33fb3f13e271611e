import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The product's sources and what tests are made of, in a folder of their own that a test may change and compile. */
export interface CopyOfSources extends AsyncDisposable {
  add(file: string, text: string): Promise<void>;
  /** Replaces a text that must stand there exactly once. */
  change(file: string, text: string, by: string): Promise<void>;
  /** What the compiler says, by file: one entry per error, with all its lines. */
  compile(): Promise<Map<string, string[]>>;
}

const OPTIONS = { noEmit: true, noErrorTruncation: true };

export async function copyOfSources(): Promise<CopyOfSources> {
  const folder = await mkdtemp(join(tmpdir(), 'devarch-sources-'));
  const isPartOfIt = (file: string) => !file.endsWith('.spec.ts');
  for (const part of ['src', 'test/setup']) await cp(part, join(folder, part), { recursive: true, filter: isPartOfIt });
  for (const file of ['package.json', 'tsconfig.json']) await cp(file, join(folder, file));
  await symlink(resolve('node_modules'), join(folder, 'node_modules'));
  const config = { extends: './tsconfig.json', compilerOptions: OPTIONS, include: ['src', 'test/setup'] };
  await writeFile(join(folder, 'tsconfig.copy.json'), JSON.stringify(config));
  return {
    add: (file, text) => writeFile(join(folder, file), text),
    async change(file, text, by) {
      const found = (await readFile(join(folder, file), 'utf8')).split(text);
      if (found.length !== 2) throw new Error(`${file} has "${text}" ${found.length - 1} times, not once`);
      await writeFile(join(folder, file), found.join(by));
    },
    compile: async () => errorsOf(await outputOf(folder)),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

async function outputOf(folder: string): Promise<string> {
  const tsc = resolve('node_modules/typescript/bin/tsc');
  const compiler = spawn(process.execPath, [tsc, '-p', 'tsconfig.copy.json', '--pretty', 'false'], { cwd: folder });
  let output = '';
  compiler.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await new Promise((done) => compiler.on('close', done));
  return output;
}

/** Lines that are indented go on with the error above them. */
function errorsOf(output: string): Map<string, string[]> {
  const errors = new Map<string, string[]>();
  for (const error of output.split(/\n(?=\S)/)) {
    const [, file] = /^(.+?)\(\d+,\d+\): error/.exec(error) ?? [];
    if (file !== undefined) errors.set(file, [...(errors.get(file) ?? []), error]);
  }
  return errors;
}
