import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Load } from './load.js';
import { type Operation, OPERATIONS } from './operations.js';
import type { Options } from './options.js';
import type { Side } from './prepare.js';
import type { Progress } from './progress.js';

export interface Memory {
  operation: string;
  requests: [number, number];
  /** MiB of resident memory after so many requests. */
  resident: [number, number];
  ratio: number;
}

const REQUESTS: [number, number] = [10_000, 100_000];
/** The same of what takes much. */
const COSTLY: [number, number] = [1_000, 10_000];
const PORTION = 2_000;

/** Resident memory of the server after 10,000 and after 100,000 requests of each kind, one kind after the other. */
export async function measureMemory(load: Load, server: Side, options: Options, progress: Progress): Promise<Memory[]> {
  const measured: Memory[] = [];
  for (const operation of OPERATIONS.filter(({ name }) => name.includes(options.only))) {
    const requests = operation.is_costly ? COSTLY : REQUESTS;
    progress.step(operation.name);
    const before = await residentAfter(load, server, operation, requests[0]);
    const after = await residentAfter(load, server, operation, requests[1] - requests[0]);
    measured.push({ operation: operation.name, requests, resident: [before, after], ratio: after / before });
  }
  return measured;
}

async function residentAfter(load: Load, { url, pid }: Side, { calls }: Operation, requests: number): Promise<number> {
  for (let left = requests; left > 0; left -= PORTION)
    await load.run({ url, calls, connections: 16, amount: Math.min(PORTION, left) });
  await sleep(2_000);
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}
