import { Injectable } from '@nestjs/common';
import { execute } from '../common/execute.js';
import { Shown } from '../common/answer.js';
import { Unavailable } from '../common/errors.js';
import { Database } from '../database/database.js';

export class HealthStatus {
  @Shown('Always ok; anything else is a problem.', 'ok')
  status!: 'ok';
}

@Injectable()
export class HealthService {
  private stopping = false;

  constructor(private readonly database: Database) {}

  /** Unavailable while the database is away or once the server has been told to stop. */
  async ready(): Promise<HealthStatus> {
    if (this.stopping) throw new Unavailable('The server is stopping.');
    await this.database.read((tx) => execute(tx, 'SELECT 1'));
    return { status: 'ok' };
  }

  /** From now on the server is not ready: load balancers look elsewhere while it finishes what it has begun. */
  stop(): void {
    this.stopping = true;
  }
}
