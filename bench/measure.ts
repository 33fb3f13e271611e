import { cpuSeconds } from './cpu.js';
import type { Job, Load, Outcome } from './load.js';
import type { Call } from './operations.js';

export interface Figures {
  /** The median of the rounds, so that a round in which the machine was busy elsewhere does not count. */
  requests_per_second: number;
  p50_ms: number;
  p99_ms: number;
  requests: number;
  /** Milliseconds of processor time per request, in Node and in the database's sessions. */
  cpu_ms: number;
  database_cpu_ms: number;
}

export interface Contestant {
  name: string;
  url: string;
  calls: Call[];
  pid: number;
  /** Process ids of its sessions in the database. */
  sessions: () => Promise<number[]>;
}

export interface Effort {
  connections: number;
  rounds: number;
  seconds: number;
}

const WARM_UP = 0.25;

interface Measured extends Outcome {
  cpu_seconds: number;
  database_cpu_seconds: number;
}

/** The same load on all contestants in turn, in a few rounds, so that what slows the machine down slows all of them. */
export async function interleave(load: Load, contestants: Contestant[], effort: Effort): Promise<Figures[]> {
  const { connections, rounds, seconds } = effort;
  const outcomes = contestants.map((): Measured[] => []);
  const rates: number[] = [];
  for (const { url, calls } of contestants) {
    const first = await load.run({ url, calls, connections, amount: connections * 2 });
    const amount = amountFor(rateOf([first]), Math.max(seconds * WARM_UP, 0.05), connections);
    rates.push(rateOf([await load.run({ url, calls, connections, amount })]));
  }
  for (let round = 0; round < rounds; round++) {
    const indexes = [...contestants.keys()];
    for (const index of round % 2 === 0 ? indexes : indexes.toReversed()) {
      const contestant = contestants[index];
      if (!contestant) continue;
      const amount = amountFor(rates[index] ?? 1, seconds, connections);
      const { url, calls } = contestant;
      outcomes[index]?.push(await measured(load, contestant, { url, calls, connections, amount }));
    }
  }
  return outcomes.map(toFigures);
}

/** Compilers do their work first: so many requests to each, in portions. */
export async function warmUp(load: Load, contestants: Contestant[], seconds: number): Promise<void> {
  for (const { url, calls } of contestants) {
    const connections = 8;
    const until = performance.now() + seconds * 1000;
    do await load.run({ url, calls, connections, amount: connections * 4 });
    while (performance.now() < until);
  }
}

async function measured(load: Load, { pid, sessions }: Contestant, job: Job): Promise<Measured> {
  const [node_before, before] = [await cpuSeconds(pid), await cpuOf(await sessions())];
  const outcome = await load.run(job);
  const [node_after, after] = [await cpuSeconds(pid), await cpuOf(await sessions())];
  const used = [...after].map(([session, seconds]) => seconds - (before.get(session) ?? 0));
  const database_cpu_seconds = used.reduce((sum, seconds) => sum + seconds, 0);
  return { ...outcome, cpu_seconds: node_after - node_before, database_cpu_seconds };
}

async function cpuOf(pids: number[]): Promise<Map<number, number>> {
  return new Map(await Promise.all(pids.map(async (pid): Promise<[number, number]> => [pid, await cpuSeconds(pid)])));
}

/** A number of requests that takes about as long, the same for each connection. */
function amountFor(rate: number, seconds: number, connections: number): number {
  return Math.max(2, Math.round((rate * seconds) / connections)) * connections;
}

function rateOf(outcomes: Outcome[]): number {
  const requests = outcomes.reduce((sum, { latencies }) => sum + latencies.length, 0);
  return requests / outcomes.reduce((sum, { seconds }) => sum + seconds, 0);
}

function toFigures(outcomes: Measured[]): Figures {
  const latencies = Float64Array.from(outcomes.flatMap((outcome) => [...outcome.latencies])).toSorted();
  return {
    requests_per_second: median(outcomes.map((outcome) => rateOf([outcome]))),
    p50_ms: percentile(latencies, 0.5),
    p99_ms: percentile(latencies, 0.99),
    requests: latencies.length,
    cpu_ms: (sumOf(outcomes, 'cpu_seconds') / latencies.length) * 1000,
    database_cpu_ms: (sumOf(outcomes, 'database_cpu_seconds') / latencies.length) * 1000,
  };
}

function sumOf(outcomes: Measured[], what: 'cpu_seconds' | 'database_cpu_seconds'): number {
  return outcomes.reduce((sum, outcome) => sum + outcome[what], 0);
}

function median(values: number[]): number {
  return percentile(Float64Array.from(values).toSorted(), 0.5);
}

function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
