import { eachInSteps, finish, inSlices } from './in-steps.js';

function busy(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until) continue;
}

it('the work at once and in slices comes to the same', async () => {
  const items = [1, 2, 3];
  const twice = (item: number, index: number) => [index, 2 * item];
  expect(finish(eachInSteps(items, twice))).toEqual(items.map((item, index) => twice(item, index)));
  expect(await inSlices(eachInSteps(items, twice))).toEqual(items.map((item, index) => twice(item, index)));
});

it('others have their turn after every step that takes long', async () => {
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 0);
  await inSlices(eachInSteps([1, 2, 3, 4, 5], () => busy(15)));
  clearInterval(timer);
  expect(turns).toBeGreaterThanOrEqual(4);
});

it('a failure of a step is that of the work', async () => {
  const fail = () => {
    throw new Error('no');
  };
  await expect(inSlices(eachInSteps([1], fail))).rejects.toThrow('no');
});
