import { QueryFailedError } from 'typeorm';
import { Conflict, DomainError, InvalidInput, NotFound, Unavailable } from '../common/errors.js';
import { CONSTRAINTS } from './constraints.js';
import { isStalePlan } from '../sql/prepared.js';
import { failedToConnect } from './client.js';

/** The fields of a PostgreSQL error that the mapping reads. */
interface DriverError extends Error {
  code?: string;
  constraint?: string;
  detail?: string;
  column?: string;
  /** Of a server's answer; ERROR leaves the connection usable and the transaction undone. */
  severity?: string;
  /** Of an error of the operating system. */
  syscall?: string;
}

const INVALID = new Set(['23514', '23502', '22001', '22003', '22P02', '22007', '22008', '22021', '22P05', '54000']);
/**
 * Connections (08), a name or password that is not let in (28), a database that is not there (3D), resources (53), a server
 * that does not accept work now (55), an operator or a shutdown (57), a disk (58), a lost race, read only, and idle for too long.
 */
const AWAY = /^(08|28|3D|53|55|57|58)...$|^(40001|40P01|25006|25P03)$/;
const NETWORK = /^(ECONN[A-Z]+|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;
/** Of the system calls that a driver makes, those that are about the server and never about a file. */
const NETWORK_CALL = /^(connect|getaddrinfo)$/;

/** What the driver, or the ORM on top of it, says of a connection that is gone, without a code. */
const GONE =
  /^Connection (terminated|ended)|^timeout expired|^Query read timeout|not queryable|after calling end on the pool|already released|Driver not Connected/i;

/** Of those, what is said before anything is sent. */
const UNSENT = /not queryable|after calling end on the pool|already released|Driver not Connected/i;

/** The pool's words for a wait in its queue that took too long. */
const BUSY = /^timeout exceeded when trying to connect/;

/** Work that lost against another transaction or a change of a table, and may simply be done again, if nothing of it was kept. */
export function isRetryable(error: unknown): boolean {
  const cause = error instanceof DomainError ? error.cause : error;
  const failure = driverError(cause);
  return failure?.code === '40001' || failure?.code === '40P01' || isRetiredKey(failure) || isStalePlan(failure);
}

/**
 * What a failure of the database means to the caller: constraint names become conflicts, refused values invalid input, a
 * server that is away 503. An error that nobody foresaw stays what it is. The original is kept as `cause`, never shown.
 */
export function toDomainError(error: unknown): unknown {
  if (error instanceof DomainError) return error;
  const failure = driverError(error);
  if (!failure) return error;
  const mapped = mapFailure(failure);
  if (mapped instanceof Error) mapped.cause = error;
  return mapped ?? error;
}

function mapFailure(failure: DriverError): DomainError | undefined {
  const { code, constraint, detail = '' } = failure;
  const value = /=\(([^)]*)\)/.exec(detail)?.[1]?.split(', ').at(-1) ?? '';
  const known = constraint === undefined ? undefined : CONSTRAINTS[constraint];
  if (code === '23505') return new Conflict(known?.(value) ?? 'This value is already in use.', constraint, value);
  if (isRetiredKey(failure)) return new Unavailable(RETIRED_KEY);
  if (code === '23503' || code === '23001') return foreignKey(constraint, detail, known?.(value));
  if (code !== undefined && INVALID.has(code)) return refusedValue(failure);
  if (BUSY.test(failure.message)) return new Unavailable(ALL_IN_USE);
  if (code === '42501') return new Unavailable(NOT_ALLOWED);
  if (code === '25006') return new Unavailable(READ_ONLY);
  return isAway(failure) || isStalePlan(failure) ? new Unavailable() : undefined;
}

function isAway(failure: DriverError): boolean {
  const { code, syscall, message } = failure;
  if (failedToConnect(failure) || GONE.test(message)) return true;
  return code !== undefined && (AWAY.test(code) || NETWORK.test(code) || NETWORK_CALL.test(syscall ?? ''));
}

/** Whether nobody knows if what was sent last was done: the connection broke before the server said so. */
export function isUnanswered(error: unknown): boolean {
  const failure = driverError(error instanceof DomainError ? error.cause : error);
  if (failure === undefined || failure.severity === 'ERROR') return false;
  return !BUSY.test(failure.message) && !UNSENT.test(failure.message) && isAway(failure);
}

const ALL_IN_USE =
  'All connections to the database are in use (DATABASE_POOL_SIZE), and none became free in time. Nothing was changed; try again.';
const NOT_ALLOWED = 'The database does not allow this server to do that. Nothing was changed; its operator has to.';
const READ_ONLY = 'The database only reads at the moment. Nothing was changed; try again.';

const RETIRED_KEY =
  'This server seals secrets with a key that the database does not know (any more). It has to be restarted with the present key.';

/** A secret was read before, and written after, its key was retired; what is read again is sealed with the present one. */
function isRetiredKey(failure: DriverError | undefined): boolean {
  return failure?.code === '23503' && failure.constraint?.endsWith('_key_id') === true;
}

/** A parent that is gone is not found; a child that is left makes the deletion a conflict. */
function foreignKey(constraint: string | undefined, detail: string, known: string | undefined): DomainError {
  if (detail.includes('is not present')) return new NotFound(known ?? 'What this refers to was deleted meanwhile.');
  return new Conflict(known ?? 'Other things still refer to this.', constraint);
}

/** The last line of defence: every field was checked before, so the column is all that is known here. */
function refusedValue({ column }: DriverError): InvalidInput {
  return InvalidInput.field(column === undefined ? '' : `/${column}`, 'holds a value that cannot be stored');
}

function driverError(error: unknown): DriverError | undefined {
  if (error instanceof QueryFailedError) return error.driverError as DriverError;
  if (!(error instanceof Error)) return undefined;
  const said = 'code' in error || GONE.test(error.message) || BUSY.test(error.message);
  return said || failedToConnect(error) ? error : undefined;
}
