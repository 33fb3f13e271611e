import { updateDocument } from './document.js';
import { Load } from './load.js';
import { measureMemory } from './memory.js';
import { OPERATIONS } from './operations.js';
import { readOptions } from './options.js';
import { Postgres } from './postgres.js';
import { makeDatabase, startServerOn } from './prepare.js';
import { Progress } from './progress.js';
import { killAll, profileInto } from './processes.js';
import { RESULTS, save, table } from './report.js';
import { measureScale, reportScale } from './scale.js';
import { runEqual, runSuite } from './suite.js';

/** `npm run bench`: the server beside a baseline by hand and the floor, on a PostgreSQL of its own; docs/performance.md. */
const options = readOptions(process.argv.slice(2));
if (options.profile) profileInto(RESULTS);
const postgres = await Postgres.start();
const load = new Load();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void abandon(signal));
try {
  if (options.scale.length > 0) await runScale();
  else if (options.equal) await runEqual(postgres, options);
  else if (options.memory) await runMemory();
  else await runSuite(postgres, load, options);
} finally {
  load.stop();
  await postgres.stop();
}

/** Told to stop in the middle: nothing is left running, and nothing on the disk. */
async function abandon(signal: string): Promise<void> {
  console.error(`Stopped by ${signal}.`);
  killAll();
  await postgres.stop();
  process.exit(1);
}

async function runScale(): Promise<void> {
  const progress = new Progress(1 + OPERATIONS.length + options.scale.length);
  const scalings = await measureScale(postgres, load, options, progress);
  progress.end();
  console.log(await reportScale(scalings, options.scale));
  if (options.only === '') await updateDocument();
}

async function runMemory(): Promise<void> {
  const progress = new Progress(1 + OPERATIONS.length);
  progress.step('filling the database');
  const server = await startServerOn(postgres, await makeDatabase(postgres, 'seeded', 1_000));
  try {
    const measured = await measureMemory(load, server, options, progress);
    progress.end();
    const rows = measured.map(({ operation, requests, resident, ratio }) => ({
      'resident memory, MiB': operation,
      after: requests[0],
      MiB: resident[0].toFixed(0),
      'then after': requests[1],
      'MiB ': resident[1].toFixed(0),
      ratio: ratio.toFixed(2),
    }));
    console.log(table('', rows).trimStart());
    if (options.only !== '') return;
    await save('memory.json', JSON.stringify(measured, null, 2));
    await updateDocument();
  } finally {
    await server.stop();
  }
}
