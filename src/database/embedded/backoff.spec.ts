import { Backoff, TRIES } from './backoff.js';

const pauses = (backoff: Backoff, count: number) => Array.from({ length: count }, () => backoff.next());

it('waits longer before each try, and never longer than the last pause', () => {
  const backoff = new Backoff(() => 0);
  expect(pauses(backoff, TRIES + 2)).toEqual([100, 500, 2_000, 5_000, 10_000, 10_000, 10_000]);
});

it('goes on where it was when a start is soon followed by another end, and begins anew after a minute of life', () => {
  let now_ms = 1_000_000;
  const backoff = new Backoff(() => now_ms);
  expect(pauses(backoff, 2)).toEqual([100, 500]);
  now_ms += 500 + 59_999;
  expect(pauses(backoff, 1)).toEqual([2_000]);
  now_ms += 2_000 + 60_000;
  expect(pauses(backoff, 2)).toEqual([100, 500]);
});

it('waits for nobody who has stopped', async () => {
  const stopping = new AbortController();
  const waiting = new Backoff().wait(stopping.signal);
  stopping.abort();
  expect(await waiting).toBe(false);
});
