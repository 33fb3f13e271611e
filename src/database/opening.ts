import type pg from 'pg';

/** What opens a transaction, under the name by which a connection has it prepared after the first time. */
export const OPENING = { name: 'devarch_begin', text: 'START TRANSACTION' };

/**
 * The first statement of a transaction takes along what opens it: both go out in one message and are answered in one, which
 * saves every transaction a round trip. Where the opening fails, so does the statement, and it is not run. Only for a
 * connection that has `OPENING` prepared.
 */
export function takingOpening(query: pg.Query): pg.Query {
  const { submit } = query;
  const complete: (...args: unknown[]) => void = Reflect.get(query, 'handleCommandComplete');
  let opened = false;
  return Object.assign(query, {
    submit(connection: pg.Connection): unknown {
      connection.stream.cork();
      try {
        connection.bind({ statement: OPENING.name }, true);
        connection.execute({}, true);
        return Reflect.apply(submit, query, [connection]);
      } finally {
        connection.stream.uncork();
      }
    },
    /** The first completion is the opening's, the second the statement's own. */
    handleCommandComplete(...args: unknown[]): void {
      if (opened) Reflect.apply(complete, query, args);
      opened = true;
    },
  });
}
