import { createDatabase } from './database.js';

/** An empty database for one test. */
export async function onEmptyDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const empty = await createDatabase(false);
  try {
    await work(empty.url);
  } finally {
    await empty.drop();
  }
}
