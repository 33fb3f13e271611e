import pg from 'pg';
import { isStalePlan, preparedName, renewNames } from '../common/prepared.js';
import { OPENING, takingOpening } from './opening.js';

type Done = (error: unknown, result?: unknown) => void;

/** The answer to what need not be sent. */
const NOTHING = { rows: [], rowCount: null };

/**
 * A connection on which a statement gets no answer within `query_timeout` is closed: the network has forgotten it, and
 * whatever is sent next would wait behind that statement. The pool opens another one instead. Statements that are marked
 * as `prepared` are sent by name, and a transaction is opened together with its first statement, unless
 * `prepared_statements` is false.
 */
export class Client extends pg.Client {
  readonly prepares: boolean;
  /** Whether the server has prepared what opens a transaction. */
  knows_opening = false;
  /** A transaction was opened of which the server has not been told yet. */
  is_opening = false;

  constructor(config: pg.ClientConfig & { prepared_statements?: boolean }) {
    super(config);
    this.prepares = config.prepared_statements ?? true;
  }
}

Reflect.defineProperty(Client.prototype, 'query', {
  value(this: Client, ...args: [text: unknown, values?: unknown, done?: Done]): unknown {
    const [text, values] = args;
    const name = this.prepares && typeof text === 'string' && Array.isArray(values) ? preparedName(text) : undefined;
    if (text === OPENING.text && this.prepares) return this.knows_opening ? postpone(this) : open(this);
    if (!this.is_opening) return send(this, name, name === undefined ? args : [{ name, text, values }, args[2]]);
    this.is_opening = false;
    if (text === 'COMMIT' || text === 'ROLLBACK') return Promise.resolve(NOTHING);
    if (name === undefined) return open(this).then(() => this.query(...(args as [string])));
    return new Promise((resolve, reject) => {
      const done: Done = (error, result) => (error ? reject(error) : resolve(result));
      send(this, name, [takingOpening(new pg.Query({ name, text: String(text), values: [values].flat() })), done]);
    });
  },
});

/** Opens a transaction with the next statement. */
function postpone(client: Client): Promise<object> {
  client.is_opening = true;
  return Promise.resolve(NOTHING);
}

/** Opens a transaction now, and has the server prepare that. */
async function open(client: Client): Promise<unknown> {
  const answer: unknown = await send(client, undefined, [OPENING]);
  client.knows_opening = true;
  return answer;
}

/** Hands a statement to the driver, and learns from its failure. */
function send(client: Client, name: string | undefined, args: unknown[]): unknown {
  const learn = (error: unknown) => {
    closeUnanswered(client, error);
    if (name !== undefined && isStalePlan(error)) renewNames(name);
  };
  const learned = args.map((arg) => (typeof arg === 'function' ? learning(arg, learn) : arg));
  const answer: unknown = Reflect.apply(pg.Client.prototype.query, client, learned);
  if (answer instanceof Promise) answer.catch(learn);
  return answer;
}

/** The caller's callback, which comes to know of a failure second. */
function learning(done: unknown, learn: (error: unknown) => void): Done {
  return (error, result) => {
    if (error) learn(error);
    Reflect.apply(done as Done, undefined, [error, result]);
  };
}

/** The driver has no code for it. Ending a client with a statement under way closes its socket at once. */
function closeUnanswered(client: Client, error: unknown): void {
  if (error instanceof Error && error.message === 'Query read timeout') void client.end();
}
