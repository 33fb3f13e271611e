import type { EntityManager } from 'typeorm';
import { Conflict, NotFound } from '../../common/errors.js';
import type { SpecValues } from '../../facets/facet.js';
import { MASK } from '../../facets/sealing.js';
import { SOURCE_SECRET_ROWS } from '../../model/git-source.entity.js';
import { stackNotFound } from '../../model/lookup.js';
import { listOwned, replaceRows } from '../../model/owned-rows.query.js';
import { isoTimestamp, LIVE } from '../../sql/columns.js';
import { execute } from '../../sql/execute.js';
import type { SourceAnswer } from './dto/source-answers.js';
import type { ReplaceSource } from './dto/source-inputs.js';

/** A source whose turn it is, for whoever has the lease. */
export interface LeasedSource {
  stack_id: number;
  stack: string;
  url: string;
  ref: string | null;
  path: string;
  username: string;
  last_commit: string | null;
  state: SourceAnswer['state'];
  lease: string;
}

export type StoredSource = Omit<LeasedSource, 'lease'>;

/** How an attempt ended. */
export type Outcome = { state: 'synced'; commit: string; changed: boolean } | { state: 'failed'; error: string };

const LEASE = "interval '5 minutes'";
const FREE = '(source.lease IS NULL OR source.leased_until < now())';
const STORED = `source.stack_id, stack.name AS stack, source.url, source.ref, source.path, source.username,
  source.last_commit, source.state`;

const secretOf = (key: string) =>
  `(SELECT '${MASK}' FROM git_source_secrets held WHERE held.stack_id = source.stack_id AND held.key = '${key}')`;

const SHOWN = `SELECT source.url, source.ref, source.path, source.interval_seconds, source.username,
    ${secretOf('token')} AS token, ${secretOf('secret')} AS secret, source.state, source.last_commit,
    ${isoTimestamp('source.last_checked_at')} AS last_checked_at,
    ${isoTimestamp('source.last_synced_at')} AS last_synced_at, source.error,
    ${isoTimestamp('source.created_at')} AS created_at, ${isoTimestamp('source.updated_at')} AS updated_at,
    NULL AS pending
  FROM stacks stack LEFT JOIN git_sources source ON source.stack_id = stack.id
  WHERE stack.name = $1 AND stack.${LIVE}`;

function noSource(stack: string): NotFound {
  return new NotFound(`Stack "${stack}" has no source; PUT …/source gives it one.`);
}

/** One statement: the live stack and its source. */
export async function getSource(tx: EntityManager, stack: string): Promise<SourceAnswer> {
  const source = await findSource(tx, stack);
  if (source === null) throw noSource(stack);
  return source;
}

/** The same, null where the stack has none. */
export async function findSource(tx: EntityManager, stack: string): Promise<SourceAnswer | null> {
  const [row] = await execute<SourceAnswer & { url: string | null }>(tx, SHOWN, [stack]);
  if (!row) throw stackNotFound(stack);
  return row.url === null ? null : row;
}

/** The same for whoever reads the repository, without a lease. */
export async function getStored(tx: EntityManager, stack: string): Promise<StoredSource> {
  const [row] = await execute<StoredSource>(
    tx,
    `SELECT ${STORED} FROM git_sources source JOIN stacks stack ON stack.id = source.stack_id
     WHERE stack.name = $1 AND stack.${LIVE}`,
    [stack],
  );
  if (row) return row;
  await getSource(tx, stack);
  throw noSource(stack);
}

/** What it knew of another place is forgotten, and whoever reads that now will not finish. */
export async function upsertSource(tx: EntityManager, stack_id: number, source: ReplaceSource): Promise<void> {
  const { url, ref, path, username, interval_seconds } = source;
  const same = '(stored.url, stored.ref, stored.path) IS NOT DISTINCT FROM (excluded.url, excluded.ref, excluded.path)';
  const kept = ['last_commit', 'last_synced_at', 'last_checked_at', 'error', 'asked_at']
    .map((column) => `${column} = CASE WHEN ${same} THEN stored.${column} END`)
    .join(', ');
  await execute(
    tx,
    `INSERT INTO git_sources AS stored (stack_id, url, ref, path, username, interval_seconds)
     VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (stack_id) DO UPDATE SET url = excluded.url, ref = excluded.ref, path = excluded.path,
       username = excluded.username, interval_seconds = excluded.interval_seconds,
       state = CASE WHEN ${same} THEN stored.state ELSE 'never' END, ${kept},
       lease = NULL, leased_until = NULL, updated_at = now()`,
    [stack_id, url, ref, path, username, interval_seconds],
  );
}

/** False where there was none. */
export async function deleteSource(tx: EntityManager, stack_id: number): Promise<boolean> {
  const rows = await execute(tx, 'DELETE FROM git_sources WHERE stack_id = $1 RETURNING stack_id', [stack_id]);
  return rows.length > 0;
}

export async function listSourceSecrets(
  tx: EntityManager,
  stack_id: number,
): Promise<(SpecValues & { key: string })[]> {
  const rows = await listOwned<SpecValues & { key: string }>(tx, SOURCE_SECRET_ROWS, [stack_id]);
  return rows.get(stack_id) ?? [];
}

export async function replaceSourceSecrets(tx: EntityManager, stack_id: number, rows: SpecValues[]): Promise<void> {
  await replaceRows(
    tx,
    SOURCE_SECRET_ROWS,
    [stack_id],
    rows.map((row) => ({ ...row, stack_id })),
  );
}

/** Takes the source for one attempt. Conflict where another one is going on. */
export async function leaseSource(tx: EntityManager, stack: string, lease: string): Promise<LeasedSource> {
  const [row] = await execute<LeasedSource>(
    tx,
    `UPDATE git_sources source SET lease = $2, leased_until = now() + ${LEASE}, last_checked_at = now(), updated_at = now()
     FROM stacks stack WHERE stack.id = source.stack_id AND stack.name = $1 AND stack.${LIVE} AND ${FREE}
     RETURNING ${STORED}, source.lease`,
    [stack, lease],
  );
  if (row) return row;
  await getStored(tx, stack);
  throw new Conflict(`The source of stack "${stack}" is being synced at the moment.`);
}

/** Ends the attempt. Conflict where the source has been changed since it began. */
export async function endLease(tx: EntityManager, { lease, stack }: LeasedSource, outcome: Outcome): Promise<void> {
  const [commit, error] = outcome.state === 'synced' ? [outcome.commit, null] : [null, outcome.error];
  const changed = outcome.state === 'synced' && outcome.changed;
  const rows = await execute(
    tx,
    `UPDATE git_sources SET state = $2, last_commit = coalesce($3, last_commit), error = $4,
       last_synced_at = CASE WHEN $5 THEN now() ELSE last_synced_at END,
       lease = NULL, leased_until = NULL, updated_at = now()
     WHERE lease = $1 RETURNING stack_id`,
    [lease, outcome.state, commit, error, changed],
  );
  if (rows.length === 0)
    throw new Conflict(`The source of stack "${stack}" was changed while it was read; sync again.`);
}

/** Remembers that there is something new to read. */
export async function askSource(tx: EntityManager, stack_id: number): Promise<void> {
  await execute(tx, 'UPDATE git_sources SET asked_at = now() WHERE stack_id = $1', [stack_id]);
}

/** The stacks whose sources are to be read now, by a webhook or by the time, the one that waits longest first. */
export async function listDue(tx: EntityManager): Promise<{ stack: string; asked: boolean }[]> {
  return execute(
    tx,
    `SELECT stack.name AS stack, coalesce(source.asked_at > source.last_checked_at, source.asked_at IS NOT NULL) AS asked
     FROM git_sources source JOIN stacks stack ON stack.id = source.stack_id
     WHERE stack.${LIVE} AND ${FREE}
       AND (source.asked_at > coalesce(source.last_checked_at, '-infinity')
         OR coalesce(source.last_checked_at, source.created_at) + make_interval(secs => source.interval_seconds) < now())
     ORDER BY coalesce(source.last_checked_at, source.created_at) LIMIT 20`,
  );
}
