import { setTimeout as delay } from 'node:timers/promises';

/** How long to wait before each try to start a server again. */
const PAUSES_MS = [100, 500, 2_000, 5_000, 10_000];
/** What has gone well for so long is no crash loop: the next end is one of its own. */
const LIVED_MS = 60_000;

/** How many tries in a row may fail. */
export const TRIES = PAUSES_MS.length;

/** The pauses before a server is started again: longer and longer, also where it starts and soon ends again. */
export class Backoff {
  private step = 0;
  private last_ms = -Infinity;

  constructor(private readonly now_ms: () => number = () => performance.now()) {}

  /** Waits before the next try; false as soon as nobody wants one any more. */
  async wait(signal: AbortSignal): Promise<boolean> {
    await delay(this.next(), undefined, { ref: false, signal }).catch(() => {});
    return !signal.aborted;
  }

  /** Milliseconds to wait before the next try. */
  next(): number {
    const now_ms = this.now_ms();
    if (now_ms - this.last_ms >= LIVED_MS) this.step = 0;
    const pause = PAUSES_MS[Math.min(this.step, PAUSES_MS.length - 1)] ?? 0;
    this.step += 1;
    this.last_ms = now_ms + pause;
    return pause;
  }
}
