/** Whether a stack or an instance is not in the trash. */
export const LIVE = 'deleted_at IS NULL';

/** A timestamp as RFC 3339 text in UTC with microseconds, whatever the session's time zone is. */
export function isoTimestamp(column: string): string {
  return `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
