import type { EventEmitter } from 'node:events';
import type { DataSource } from 'typeorm';

/** Counts the deadlocks that new connections of the data source are told of; each call gives those since the last one. */
export function countDeadlocks(dataSource: DataSource): () => number {
  let broken = 0;
  const pool: EventEmitter = Reflect.get(dataSource.driver, 'master');
  pool.on('connect', ({ connection }: { connection: EventEmitter }) => {
    connection.on('errorMessage', ({ code }: { code?: string }) => {
      if (code === '40P01') broken += 1;
    });
  });
  return () => {
    const since = broken;
    broken = 0;
    return since;
  };
}
