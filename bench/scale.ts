import { chart } from './chart.js';
import type { Load } from './load.js';
import { type Contestant, type Figures, interleave, warmUp } from './measure.js';
import { type Operation, OPERATIONS } from './operations.js';
import type { Options } from './options.js';
import type { Postgres } from './postgres.js';
import { bulkStacks, makeDatabase, type Side, startServerOn } from './prepare.js';
import type { Progress } from './progress.js';
import { milliseconds, save, table } from './report.js';

export interface Scaling {
  operation: string;
  /** By the number of instances in the database. */
  figures: Record<string, Figures>;
  /** The median latency of the biggest database as a multiple of the smallest one's. */
  ratio: number;
}

/** How many stacks the requests go to, in every size. */
const STACKS = 200;

/** The operations in databases of several sizes, all of them open at once and measured in turn. */
export async function measureScale(
  postgres: Postgres,
  load: Load,
  options: Options,
  progress: Progress,
): Promise<Scaling[]> {
  progress.step('seeding');
  await makeDatabase(postgres, 'seeded', 0);
  const sides: Side[] = [];
  try {
    for (const size of options.scale) {
      progress.step(`inserting ${size} instances`);
      sides.push(await startServerOn(postgres, await makeDatabase(postgres, `size_${size}`, size, 'seeded')));
    }
    const scalings: Scaling[] = [];
    for (const operation of OPERATIONS.filter(({ name }) => name.includes(options.only))) {
      progress.step(operation.name);
      scalings.push(await scalingOf(load, operation, sides, options));
    }
    return scalings;
  } finally {
    for (const side of sides) await side.stop();
  }
}

async function scalingOf(load: Load, operation: Operation, sides: Side[], options: Options): Promise<Scaling> {
  const contestants = sides.map((side, index): Contestant => {
    const stacks = bulkStacks(options.scale[index] ?? 0, STACKS);
    return { ...side, calls: operation.in_bulk(stacks) };
  });
  await warmUp(load, contestants, options.warm_up / 2);
  const measured = await interleave(load, contestants, {
    rounds: options.rounds,
    seconds: options.seconds,
    connections: 1,
  });
  const figures = Object.fromEntries(measured.map((figure, index) => [String(options.scale[index]), figure]));
  const [first, last] = [measured[0]?.p50_ms ?? Number.NaN, measured.at(-1)?.p50_ms ?? Number.NaN];
  return { operation: operation.name, figures, ratio: last / first };
}

/** The table, and the chart in bench/results; returns what to print. */
export async function reportScale(scalings: Scaling[], sizes: number[]): Promise<string> {
  const rows = scalings.map(({ operation, figures, ratio }) => ({
    'median, ms, one connection': operation,
    ...Object.fromEntries(sizes.map((size) => [short(size), milliseconds(figures[size]?.p50_ms ?? Number.NaN)])),
    ratio: ratio.toFixed(2),
  }));
  const lines = scalings.map(({ operation, figures }) => ({
    name: operation,
    points: sizes.map((size): [number, number] => [size, figures[size]?.p50_ms ?? 0]),
  }));
  const title = 'Median latency by instances in the database';
  const file = await save('scale.svg', chart({ title, x_label: short, lines }));
  await save('scale.json', JSON.stringify(scalings, null, 2));
  return `${table('', rows).trimStart()}Drawn in ${file}`;
}

function short(size: number): string {
  return size >= 1_000_000 ? `${size / 1_000_000} M` : `${size / 1_000} k`;
}
