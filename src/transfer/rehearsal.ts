import type { EntityManager } from 'typeorm';
import type { Database } from '../database/database.js';

/** Ends the transaction of a rehearsal; what it found out is carried out of it. */
class Rehearsed<Result> extends Error {
  constructor(readonly result: Result) {
    super('Rolled back: this was a dry run.');
  }
}

/**
 * The work as one transaction, or on a dry run the very same work, rolled back at its end: what a dry run answers is what
 * happens, refusals included, and nothing of it stays.
 */
export async function writeOrRehearse<Result>(
  database: Database,
  dry_run: boolean,
  work: (tx: EntityManager) => Promise<Result>,
  outer?: EntityManager,
): Promise<Result> {
  if (!dry_run) return database.write(work, outer);
  try {
    return await database.write(async (tx) => {
      throw new Rehearsed(await work(tx));
    }, outer);
  } catch (error) {
    if (error instanceof Rehearsed) return error.result as Result;
    throw error;
  }
}
