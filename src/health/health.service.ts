import { Injectable } from '@nestjs/common';
import { execute } from '../sql/execute.js';
import { Shown } from '../common/answer.js';
import { Unavailable } from '../common/errors.js';
import { Database } from '../database/database.js';

export class HealthStatus {
  @Shown('Always ok; anything else is a problem.', 'ok')
  status!: 'ok';
}

/** Touches a table of ours, so that a role without rights and a schema that is not there are seen. */
const PROBE = `SELECT current_setting('transaction_read_only') AS read_only, (SELECT count(*) FROM (SELECT FROM stacks LIMIT 1) any_stack)`;

@Injectable()
export class HealthService {
  private stopping = false;

  constructor(private readonly database: Database) {}

  /** Unavailable while the database is away, only reads or does not let us, and once the server has been told to stop. */
  async ready(): Promise<HealthStatus> {
    if (this.stopping) throw new Unavailable('The server is stopping.');
    const [database] = await this.database.read((tx) => execute<{ read_only: string }>(tx, PROBE));
    if (database?.read_only !== 'off') throw new Unavailable('The database only reads at the moment.');
    return { status: 'ok' };
  }

  /** From now on the server is not ready: load balancers look elsewhere while it finishes what it has begun. */
  stop(): void {
    this.stopping = true;
  }
}
