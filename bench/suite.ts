import { type BigClone, measureBigClone } from './big-clone.js';
import { updateDocument } from './document.js';
import { checkOperations, compareAll, type Comparison, type Skipped } from './compare.js';
import { measureCrowd, measureStart } from './extras.js';
import type { Load } from './load.js';
import type { Options } from './options.js';
import type { Postgres } from './postgres.js';
import { type Operation, OPERATIONS } from './operations.js';
import { makeDatabase, type Pair, startPair } from './prepare.js';
import { Progress } from './progress.js';
import { comparisonTable, machine, milliseconds, save } from './report.js';

interface Results extends Partial<Alone> {
  machine: ReturnType<typeof machine>;
  options: Options;
  comparisons: Comparison[];
  skipped: Skipped[];
}

/** What is measured of the server alone; left out where only some operations are asked for. */
interface Alone {
  crowd: number;
  clone: BigClone;
  start: { cold_ms: number; warm_ms: number };
}

/** Server, baseline and floor side by side, then what is measured of the server alone. */
export async function runSuite(postgres: Postgres, load: Load, options: Options): Promise<void> {
  const progress = new Progress(4 + OPERATIONS.length * (1 + options.connections.length));
  const results = await measureAll(postgres, load, options, progress);
  progress.end();
  print(results);
  const whole = !options.quick && options.only === '';
  if (!whole) return;
  console.log(`Written to ${await save('latest.json', JSON.stringify(results, null, 2))}`);
  await updateDocument();
}

/** What must hold before anything is measured: both give the same answers, and neither lacks one. Throws otherwise. */
export async function runEqual(postgres: Postgres, options: Options): Promise<void> {
  const pair = await startPair(postgres, await makeDatabase(postgres, 'seeded', 5_000));
  try {
    const { possible, skipped } = await checkOperations(pair, options);
    for (const { operation, reason } of skipped) throw new Error(`Left out: ${operation}; ${reason}.`);
    const alone = possible.filter(({ is_alone }) => is_alone).map(({ name }) => name);
    console.log(`${possible.length - alone.length} operations: server and baseline give the same answers.`);
    if (alone.length > 0) console.log(`Of the server alone: ${alone.join(', ')}.`);
  } finally {
    await pair.stop();
  }
}

async function measureAll(postgres: Postgres, load: Load, options: Options, progress: Progress): Promise<Results> {
  const { quick } = options;
  progress.step('filling the database');
  const database = await makeDatabase(postgres, 'seeded', quick ? 5_000 : 10_000);
  const pair = await startPair(postgres, database);
  try {
    const { possible, skipped } = await checkOperations(pair, options);
    const comparisons = await compareAll(load, pair, possible, options, progress);
    const alone = options.only === '' ? await measureAlone(postgres, load, pair, possible, quick, progress) : {};
    return { machine: machine(), options, comparisons, skipped, ...alone };
  } finally {
    await pair.stop();
  }
}

async function measureAlone(
  postgres: Postgres,
  load: Load,
  { server }: Pair,
  operations: Operation[],
  quick: boolean,
  progress: Progress,
): Promise<Alone> {
  progress.step('500 connections');
  const crowd = quick ? 0 : await measureCrowd(load, server, operations);
  progress.step('a clone of many rows');
  const clone = await measureBigClone(postgres, server, quick ? 10 : 200, quick ? 1 : 9);
  progress.step('starting');
  return { crowd, clone, start: await measureStart() };
}

function print({ options, comparisons, skipped, ...alone }: Results): void {
  console.log('a: this server, b: baseline by hand, c: SELECT 1 behind Fastify. Milliseconds unless said otherwise.\n');
  for (const connections of options.connections) console.log(comparisonTable(comparisons, connections));
  for (const { operation, reason } of skipped) console.log(`Left out: ${operation}; ${reason}.`);
  if (alone.crowd) console.log(`500 connections: ${alone.crowd} answers, no error.`);
  if (alone.clone) console.log(cloneLine(alone.clone));
  if (alone.start)
    console.log(
      `Start: ${alone.start.cold_ms.toFixed(0)} ms with a new database, ${alone.start.warm_ms.toFixed(0)} ms with it.`,
    );
}

function cloneLine({ instances, rows, server_ms, by_hand_ms, ratio }: BigClone): string {
  const times = `${milliseconds(server_ms)} ms, by hand ${milliseconds(by_hand_ms)} ms, ratio ${ratio.toFixed(2)}`;
  return `Clone of ${instances} instances (${rows} rows): ${times}.`;
}
