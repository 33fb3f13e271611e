import type { EventEmitter } from 'node:events';
import type { DataSource } from 'typeorm';
import { type Client, outlive } from './client.js';

/** Whoever gives a connection back without ending its transaction leaves no unsent opening to the next one. */
export function forgetOpenings(dataSource: DataSource): void {
  poolOf(dataSource).on('release', (_error: unknown, client: Client) => {
    client.is_opening = false;
  });
}

/** Has a listener on every connection that a pool opens from now on, also where an application brought a pool of its own. */
export function outliveConnections(dataSource: DataSource): void {
  poolOf(dataSource).on('connect', outlive);
}

function poolOf({ driver }: DataSource): EventEmitter {
  return Reflect.get(driver, 'master');
}
