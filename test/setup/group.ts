import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What is touched of the test runner's state. */
interface CircusState {
  currentDescribeBlock: { parent?: object };
}

const ROOT = join(import.meta.dirname, '..', '..');

/** The spec files below a folder, in a fixed order. */
export function specsBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => join(folder, file))
    .toSorted();
}

/**
 * Runs spec files as one: they share loaded modules, which costs more than most of their tests. Each stands in a block of its
 * own, named after it, so that its hooks are its own and a failure says where it is.
 */
export async function runTogether(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const leave = enter(file);
    await import(join(ROOT, file));
    leave();
  }
}

/** Opens a block that stays open while a module is loaded, which `describe` cannot. */
function enter(file: string): () => void {
  const state = Reflect.get(globalThis, 'jestCircus') as CircusState;
  const outer = state.currentDescribeBlock;
  let block = outer;
  describe(relative('.', file), () => {
    block = state.currentDescribeBlock;
  });
  state.currentDescribeBlock = block;
  return () => {
    state.currentDescribeBlock = outer;
  };
}
