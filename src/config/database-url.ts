import type { Reader } from './readers.js';

const SHAPE = 'a connection string such as postgres://user:password@host:5432/name';

/** The address of a PostgreSQL server, as the driver will read it. */
export function databaseUrl(): Reader<string | undefined> {
  return (given) => {
    if (given === undefined) return { value: undefined };
    if (!/^postgres(ql)?:\/\/.+/.test(given)) return { problem: `it takes ${SHAPE}` };
    if (URL.canParse(given) && !endsBeforeItsPassword(given)) return { value: given };
    return {
      problem: `it cannot be read as ${SHAPE}; write special characters of user and password as %23 for #, %2F for / and so on`,
    };
  };
}

/** An @ behind the host: a character of the password was read as the end of the host, and the rest would be shown as a name. */
function endsBeforeItsPassword(url: string): boolean {
  const { pathname, search, hash } = new URL(url);
  return `${pathname}${search}${hash}`.includes('@');
}
