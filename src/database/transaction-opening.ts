import pg from 'pg';

/** What opens a transaction, under the name by which a connection has it prepared after the first time. */
export const OPENING = { name: 'devarch_begin', text: 'START TRANSACTION' };

/** A statement as the driver takes it. */
export interface Sent {
  name: string | undefined;
  text: string;
  values: unknown[];
}

/**
 * The first statement of a transaction, which takes along what opens it: both go out in one message and are answered in one,
 * which saves every transaction a round trip. Only for a connection that has `OPENING` prepared.
 * @param fail called where the opening itself failed, so that nothing may follow on the connection
 */
export function takingOpening({ name, text, values }: Sent, fail: () => void): pg.Query {
  // The driver sends a statement without name and values as bare text, and so may be several.
  const is_bare = name === undefined && values.length === 0;
  const query = is_bare ? new pg.Query(`${OPENING.text}; ${text}`) : new pg.Query({ name, text, values });
  const { submit } = query;
  const complete: Handler = Reflect.get(query, 'handleCommandComplete');
  const refuse: Handler = Reflect.get(query, 'handleError');
  let opened = false;
  return Object.assign(query, {
    submit(connection: pg.Connection): unknown {
      connection.stream.cork();
      if (!is_bare) connection.bind({ statement: OPENING.name }, true);
      if (!is_bare) connection.execute({}, true);
      const refused: unknown = Reflect.apply(submit, query, [connection]);
      connection.stream.uncork();
      return refused;
    },
    /** The first completion is the opening's, the second the statement's own. */
    handleCommandComplete(...args: unknown[]): void {
      if (opened) Reflect.apply(complete, query, args);
      opened = true;
    },
    handleError(...args: unknown[]): void {
      if (!opened) fail();
      Reflect.apply(refuse, query, args);
    },
  });
}

type Handler = (...args: unknown[]) => void;
