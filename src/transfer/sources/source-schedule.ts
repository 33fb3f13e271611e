import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { SourcesService } from './sources.service.js';

const EVERY_MS = 15_000;

/** Reads the sources whose turn it is, one after the other. Every replica may do so: each source has one reader at a time. */
@Injectable()
export class SourceSchedule implements OnModuleDestroy {
  private readonly logger = new Logger('Sources');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private ended = false;

  constructor(private readonly sources: SourcesService) {}

  /** Looks from now on, every quarter of a minute, for those whose time has come. */
  start(): void {
    this.timer ??= setInterval(() => this.look(), EVERY_MS).unref();
  }

  /** Looks now; or once more, where it is looking already. */
  look(): void {
    this.again = this.running !== undefined;
    this.running ??= this.readDue().finally(() => {
      this.running = undefined;
      if (this.again && !this.ended) this.look();
    });
  }

  /** Resolves when those that were due are read. */
  async looked(): Promise<void> {
    while (this.running) await this.running;
  }

  /** What has been begun is finished; what is due stays due. */
  async onModuleDestroy(): Promise<void> {
    this.ended = true;
    clearInterval(this.timer);
    await this.looked();
  }

  private async readDue(): Promise<void> {
    try {
      for (const stack of await this.sources.listDue()) {
        if (this.ended) return;
        await this.sources.syncNew(stack).catch((error: unknown) => this.tell(stack, error));
      }
    } catch (error) {
      this.logger.warn(`The sources that are due cannot be listed: ${messageOf(error)}`);
    }
  }

  private tell(stack: string, error: unknown): void {
    this.logger.warn(`The source of stack ${stack} was not synced: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
