import type { EventEmitter } from 'node:events';
import type { DataSource } from 'typeorm';
import { type Client, outlive } from './client.js';

const outlived = new WeakSet<EventEmitter>();

/** Whoever gives a connection back without ending its transaction leaves no unsent opening to the next one. */
export function forgetOpenings({ driver }: DataSource): void {
  const pool: EventEmitter = Reflect.get(driver, 'master');
  pool.on('release', (_error: unknown, client: Client) => {
    client.is_opening = false;
  });
}

/**
 * Has a listener on every connection that the pools open from now on, also where an application brought them; once each. A data
 * source that is not open yet has none.
 */
export function outliveConnections({ driver }: DataSource): void {
  const [master, replicas]: [EventEmitter?, EventEmitter[]?] = [
    Reflect.get(driver, 'master'),
    Reflect.get(driver, 'slaves'),
  ];
  for (const pool of [master, ...(replicas ?? [])]) {
    if (pool === undefined || outlived.has(pool)) continue;
    outlived.add(pool);
    pool.on('connect', outlive);
  }
}
