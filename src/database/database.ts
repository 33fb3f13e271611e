import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { Overtaken, Unavailable } from '../common/errors.js';
import { namingHolder } from './holders.js';
import { isRetryable, isUnanswered, toDomainError } from './errors.js';
import { suggestingName } from './nearest-names.js';
import { outliveConnections } from './pool.js';

const TRIES = 4;
/** Each of them means that somebody else went on. */
const OVERTAKEN_TRIES = 50;
const PERHAPS_CHANGED =
  'The connection to the database broke while the change was being made. It may have been made; look before trying again.';

/** Where services get their transaction from. Whatever goes wrong leaves it as a domain error, or as the bug it is. */
@Injectable()
export class Database {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {
    outliveConnections(dataSource);
  }

  /** Reads in one statement need no transaction; inside the caller's, they see what it wrote. */
  async read<Result>(work: (tx: EntityManager) => Promise<Result>, outer?: EntityManager): Promise<Result> {
    outliveConnections(this.dataSource);
    for (let attempt = 1; ; attempt++) {
      try {
        return await work(outer ?? this.dataSource.manager);
      } catch (error) {
        if (outer || attempt === TRIES || !isRetryable(error)) {
          throw await suggestingName(outer ?? this.dataSource.manager, toDomainError(error));
        }
      }
    }
  }

  /**
   * All of the work or nothing. With the caller's EntityManager the work joins its transaction (behind a savepoint, so
   * that a refusal leaves the caller's transaction usable); otherwise a lost race is tried again before it is an error. Who
   * was overtaken goes back to the start either way.
   */
  async write<Result>(work: (tx: EntityManager) => Promise<Result>, outer?: EntityManager): Promise<Result> {
    outliveConnections(this.dataSource);
    for (let attempt = 1; ; attempt++) {
      let committing = false;
      try {
        return await (outer ?? this.dataSource.manager).transaction(async (tx) => {
          const result = await work(tx);
          committing = outer === undefined;
          return result;
        });
      } catch (error) {
        if (error instanceof Overtaken && attempt < OVERTAKEN_TRIES) continue;
        if (committing && isUnanswered(error)) throw Object.assign(new Unavailable(PERHAPS_CHANGED), { cause: error });
        if (outer || attempt === TRIES || !isRetryable(error)) {
          const free = outer ?? this.dataSource.manager;
          throw await suggestingName(free, await namingHolder(free, toDomainError(error)));
        }
        await sleep(attempt * 10 + Math.random() * 20);
      }
    }
  }
}
