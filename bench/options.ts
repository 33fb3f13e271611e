import { parseArgs } from 'node:util';

/** What to measure, and how long. */
export interface Options {
  /** A smoke test: one short round at one level of load. */
  quick: boolean;
  /** Measure nothing; only demand that server and baseline give the same answers. */
  equal: boolean;
  /** Also measure with this many instances in the database. */
  scale: number[];
  memory: boolean;
  /** Write CPU profiles of the servers to bench/results. */
  profile: boolean;
  /** Only operations whose name contains this. */
  only: string;
  connections: number[];
  rounds: number;
  /** How long each target is loaded in each round. */
  seconds: number;
  /** How long each target is loaded before anything counts. */
  warm_up: number;
}

const SCALES: Record<string, number[]> = {
  '100k': [1_000, 10_000, 100_000],
  '1m': [1_000, 10_000, 100_000, 1_000_000],
};

const FLAGS = {
  quick: { type: 'boolean', default: false },
  equal: { type: 'boolean', default: false },
  scale: { type: 'string', default: '' },
  memory: { type: 'boolean', default: false },
  profile: { type: 'boolean', default: false },
  only: { type: 'string', default: '' },
  connections: { type: 'string', default: '' },
  seconds: { type: 'string', default: '' },
} as const;

/** Reads the command line: --quick, --equal, --scale=100k|1m, --memory, --profile, --only=<operation>, --connections=1,16, --seconds=<number>. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({ args, options: FLAGS });
  const { quick, equal, memory, profile, only } = values;
  if (values.scale !== '' && !SCALES[values.scale]) throw new Error('--scale takes 100k or 1m.');
  return {
    ...{ quick, equal, memory, profile, only },
    scale: SCALES[values.scale] ?? [],
    connections: values.connections === '' ? (quick ? [8] : [1, 16, 64]) : values.connections.split(',').map(Number),
    rounds: quick ? 1 : 7,
    warm_up: quick ? 0 : 4,
    seconds: values.seconds === '' ? (quick ? 0.2 : 0.8) : Number(values.seconds),
  };
}
