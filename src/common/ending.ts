/** What a start throws once a signal has asked for the end and everything that was open is closed again. */
export class Stopped extends Error {}

/**
 * The end of a process that begins with its first resource: what was opened is closed, the latest first, when a signal
 * comes, during the start as well as after it. Ends with 1 where closing fails or takes longer than the deadline.
 */
export class Ending {
  private readonly open: (() => Promise<void>)[] = [];
  private readonly asking = new AbortController();
  private started = false;

  /** @param unclosed told why something cannot be closed */
  constructor(
    private readonly deadline_ms: number,
    private readonly unclosed: (reason: unknown) => void,
  ) {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => this.ask());
  }

  /** Aborted once a signal has asked for the end: for what waits during the start. */
  get asked(): AbortSignal {
    return this.asking.signal;
  }

  /** From now on this is closed at the end, before everything that was opened earlier. Throws Stopped where the end has come. */
  async adopt(close: () => Promise<void>): Promise<void> {
    this.open.push(close);
    await this.check();
  }

  /** During the start: goes on where nobody has asked for the end. */
  async check(): Promise<void> {
    if (this.asked.aborted) await this.failed(new Stopped());
  }

  /** The start went wrong: closes what is open and throws the reason, whatever goes wrong in closing. */
  async failed(error: unknown): Promise<never> {
    await this.close();
    throw this.asked.aborted ? new Stopped() : error;
  }

  /** The start is done: from now on a signal ends the process itself. */
  done(): void {
    this.started = true;
  }

  private ask(): void {
    this.asking.abort();
    setTimeout(() => process.exit(1), this.deadline_ms).unref();
    if (this.started) void this.close().then((whole) => process.exit(whole ? 0 : 1));
  }

  /** Closes all of it; what cannot be closed is told, and keeps nothing else open. Returns whether everything could. */
  private async close(): Promise<boolean> {
    let whole = true;
    for (let close = this.open.pop(); close; close = this.open.pop()) {
      try {
        await close();
      } catch (error) {
        whole = false;
        this.unclosed(error);
      }
    }
    return whole;
  }
}
