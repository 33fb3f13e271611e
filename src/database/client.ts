import pg from 'pg';

/**
 * A connection on which a statement gets no answer within `query_timeout` is closed: the network has forgotten it, and
 * whatever is sent next would wait behind that statement. The pool opens another one instead.
 */
export class Client extends pg.Client {}

Reflect.defineProperty(Client.prototype, 'query', {
  value(this: Client, ...args: unknown[]): unknown {
    const answer: unknown = Reflect.apply(pg.Client.prototype.query, this, args);
    if (answer instanceof Promise) answer.catch((error: unknown) => closeUnanswered(this, error));
    return answer;
  },
});

/** The driver has no code for it. Ending a client with a statement under way closes its socket at once. */
function closeUnanswered(client: Client, error: unknown): void {
  if (error instanceof Error && error.message === 'Query read timeout') void client.end();
}
