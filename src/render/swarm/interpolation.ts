/** The variables that `docker stack deploy` fills in, and `$$`; every other `$` makes it refuse the file. */
const READABLE = /\$(?:\$|[_a-z][_a-z0-9]*|\{[_a-z][_a-z0-9]*(?::?[-?][^${}]*)?\})/gi;

/** Whether every `$` in the texts of a value that is already written for Compose is one that swarm reads, too. */
export function isReadable(value: unknown): boolean {
  if (typeof value === 'string') return !value.replaceAll(READABLE, '').includes('$');
  return typeof value !== 'object' || value === null || Object.values(value).every(isReadable);
}
