/**
 * The work, then the end of the lock that it was done under. A lock that cannot be given back hides nothing, neither what
 * the work did nor why it failed: it belongs to a session, and ends with it.
 */
export async function unlocking<Result>(work: () => Promise<Result>, unlock: () => Promise<unknown>): Promise<Result> {
  try {
    return await work();
  } finally {
    await unlock().catch(() => {});
  }
}
