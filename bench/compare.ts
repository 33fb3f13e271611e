import { demandAnswers, demandEqual, isThere } from './equal.js';
import type { Load } from './load.js';
import { type Contestant, type Figures, interleave, warmUp } from './measure.js';
import { FLOOR, type Operation, OPERATIONS } from './operations.js';
import type { Options } from './options.js';
import type { Pair } from './prepare.js';
import type { Progress } from './progress.js';

export interface Comparison {
  operation: string;
  kind: 'read' | 'write';
  connections: number;
  server: Figures;
  /** None where the server is measured alone. */
  baseline?: Figures;
  floor: Figures;
  /** Requests per second of the server, as a share of the baseline's; of the floor, in multiples of the server's. */
  server_to_baseline?: number;
  floor_to_server: number;
  p99_to_baseline?: number;
}

export interface Skipped {
  operation: string;
  reason: string;
}

/** The operations of which server and baseline give the same answer, or the server alone an answer, and those that one of them has not. */
export async function checkOperations(pair: Pair, options: Options) {
  const wanted = OPERATIONS.filter(({ name }) => name.includes(options.only));
  const possible: Operation[] = [];
  const skipped: Skipped[] = [];
  for (const operation of wanted) {
    const [call] = operation.calls;
    if (!call) continue;
    const contestants = contestantsFor(pair, operation);
    const missing: string[] = [];
    for (const { name, url } of contestants) if (!(await isThere(url, call))) missing.push(name);
    if (missing.length > 0)
      skipped.push({ operation: operation.name, reason: `the ${missing.join(' and the ')} has it not` });
    else {
      await demandSame(contestants, operation);
      possible.push(operation);
    }
  }
  return { possible, skipped };
}

async function demandSame([server, baseline]: Contestants, { kind }: Operation): Promise<void> {
  if (baseline) await demandEqual(server, baseline, kind);
  else await demandAnswers(server);
}

type Contestants = [server: Contestant, ...baseline: Contestant[]];

function contestantsFor({ server, baseline }: Pair, { calls, is_alone }: Operation): Contestants {
  return is_alone
    ? [{ ...server, calls }]
    : [
        { ...server, calls },
        { ...baseline, calls },
      ];
}

/** Every operation at every level of load: server, baseline and floor, interleaved. */
export async function compareAll(
  load: Load,
  pair: Pair,
  operations: Operation[],
  options: Options,
  progress: Progress,
): Promise<Comparison[]> {
  const floor = { ...pair.baseline, name: 'floor', calls: [FLOOR] };
  const comparisons: Comparison[] = [];
  for (const operation of operations) {
    progress.step(`${operation.name}, warming up`);
    await warmUp(load, contestantsFor(pair, operation), options.warm_up);
    for (const connections of options.connections) {
      progress.step(`${operation.name}, ${connections} connections`);
      const all = [floor, ...contestantsFor(pair, operation)];
      const figures = await interleave(load, all, { ...options, connections });
      comparisons.push(toComparison(operation, connections, figures));
    }
  }
  return comparisons;
}

function toComparison({ name, kind }: Operation, connections: number, figures: Figures[]): Comparison {
  const [floor, server, baseline] = figures;
  if (!server || !floor) throw new Error('Something was not measured.');
  return {
    ...{ operation: name, kind, connections, server, floor },
    floor_to_server: floor.requests_per_second / server.requests_per_second,
    ...(baseline && {
      baseline,
      server_to_baseline: server.requests_per_second / baseline.requests_per_second,
      p99_to_baseline: server.p99_ms / baseline.p99_ms,
    }),
  };
}
