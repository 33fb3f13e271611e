import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { unlocking } from './unlocking.js';

/** Any number, the same in every replica; it spells "devarch" on a telephone. */
const LOCK = 3382724;
const LOCK_WAIT_MS = 120_000;

/**
 * Brings the schema up to date. Replicas that start together wait for one another: a session of its own holds an
 * advisory lock meanwhile. Throws when the lock cannot be had within two minutes.
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  await using session = dataSource.createQueryRunner();
  await session.connect();
  const deadline = Date.now() + LOCK_WAIT_MS;
  const tryLock = async () => {
    const rows: { locked: boolean }[] = await session.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCK]);
    return rows[0]?.locked === true;
  };
  while (!(await tryLock())) {
    if (Date.now() > deadline) throw new Error('Another server has been migrating this database for two minutes.');
    await sleep(100);
  }
  await unlocking(
    () => dataSource.runMigrations({ transaction: 'each' }),
    () => session.query('SELECT pg_advisory_unlock($1)', [LOCK]),
  );
}

/** Throws, naming what to do, when the schema is behind and migrating at start is switched off. */
export async function demandCurrentSchema(dataSource: DataSource): Promise<void> {
  if (await dataSource.showMigrations()) {
    throw new Error(
      'The database schema is behind this version. Start once with DEVARCH_MIGRATE=true, or run "npm run migration:run".',
    );
  }
}
