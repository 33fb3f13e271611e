const MOST_RUNS = 15;
const FEW_RUNS = 3;
/** Enough processor time for one answer, once there were a few runs. */
const MOST_MS = 2_000;
/** A ratio as low as this needs no further run. */
const PLAINLY_LINEAR = 12;
/** Below this the clock and the collector of garbage say more than the work does. */
const LEAST_MS = 4;

/** Processor time of the work in milliseconds, which other programs of a busy machine do not add to. */
function costOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** How many times as long one work takes as another, the least of each over a few runs. */
export function timesAsLong(work: () => unknown, yardstick: () => unknown): number {
  let [taken, allowed, ratio] = [Infinity, Infinity, Infinity];
  for (let run = 0; run < FEW_RUNS && ratio > 1; run++) {
    allowed = Math.min(allowed, costOf(yardstick));
    taken = Math.min(taken, costOf(work));
    ratio = taken / Math.max(allowed, LEAST_MS);
  }
  return ratio;
}

/**
 * How many times as long ten times the input takes, the least of each over several runs. Work that grows with the square
 * of its input gives about 100, linear work about 10; where both are over in a moment it is 1.
 */
export function growth(work: (size: number) => () => unknown, size: number): number {
  const [short, long] = [work(size), work(size * 10)];
  let [small, large, ratio, spent] = [Infinity, Infinity, Infinity, 0];
  for (let run = 0; run < MOST_RUNS && ratio > PLAINLY_LINEAR && (run < 2 || spent < MOST_MS); run++) {
    small = Math.min(small, costOf(short));
    const cost = costOf(long);
    large = Math.min(large, cost);
    spent += cost;
    ratio = large < LEAST_MS * 10 ? 1 : large / Math.max(small, LEAST_MS);
  }
  return ratio;
}
