import pg from 'pg';
import { isStalePlan, preparedName, renewNames } from '../common/prepared.js';

/**
 * A connection on which a statement gets no answer within `query_timeout` is closed: the network has forgotten it, and
 * whatever is sent next would wait behind that statement. The pool opens another one instead. Statements that are marked
 * as `prepared` are sent by name, unless `prepared_statements` is false.
 */
export class Client extends pg.Client {
  readonly prepares: boolean;

  constructor(config: pg.ClientConfig & { prepared_statements?: boolean }) {
    super(config);
    this.prepares = config.prepared_statements ?? true;
  }
}

Reflect.defineProperty(Client.prototype, 'query', {
  value(this: Client, ...args: unknown[]): unknown {
    const [text, values] = args;
    const name = this.prepares && typeof text === 'string' && Array.isArray(values) ? preparedName(text) : undefined;
    const sent = name === undefined ? args : [{ name, text, values }];
    const answer: unknown = Reflect.apply(pg.Client.prototype.query, this, sent);
    if (answer instanceof Promise)
      answer.catch((error: unknown) => {
        closeUnanswered(this, error);
        if (name !== undefined && isStalePlan(error)) renewNames(name);
      });
    return answer;
  },
});

/** The driver has no code for it. Ending a client with a statement under way closes its socket at once. */
function closeUnanswered(client: Client, error: unknown): void {
  if (error instanceof Error && error.message === 'Query read timeout') void client.end();
}
