import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work in short steps, between which others may have their turn. */
export type InSteps<Result> = Generator<void, Result>;

/** For how long others wait at most before they have their turn, beside the length of one step. */
const SLICE_MS = 10;

/** The work at once. */
export function finish<Result>(work: InSteps<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The work in slices: the event loop goes on between them. */
export async function inSlices<Result>(work: InSteps<Result>): Promise<Result> {
  let since = performance.now();
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    if (performance.now() - since < SLICE_MS) continue;
    await nextTurn();
    since = performance.now();
  }
}

/** One step for each item. */
export function* eachInSteps<Item, Result>(
  items: readonly Item[],
  compute: (item: Item, index: number) => Result,
): InSteps<Result[]> {
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    results.push(compute(item, index));
    yield;
  }
  return results;
}
