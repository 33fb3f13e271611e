const WIDTH = 28;

/** A bar on a terminal; elsewhere a line every tenth. */
export class Progress {
  private done = 0;
  private shown = -1;

  constructor(private total: number) {}

  /** One step is about to begin. */
  step(what: string): void {
    const share = Math.min(1, this.done / this.total);
    this.done += 1;
    if (process.stderr.isTTY) {
      const filled = Math.round(share * WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`;
      process.stderr.write(
        `\r${bar} ${String(Math.round(share * 100)).padStart(3)} %  ${what.padEnd(44).slice(0, 44)}`,
      );
      return;
    }
    const tenth = Math.floor(share * 10);
    if (tenth === this.shown) return;
    this.shown = tenth;
    process.stderr.write(`${tenth * 10} %  ${what}\n`);
  }

  end(): void {
    if (process.stderr.isTTY) process.stderr.write(`\r${' '.repeat(WIDTH + 52)}\r`);
  }
}
