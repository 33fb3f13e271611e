import type { EventEmitter } from 'node:events';
import pg from 'pg';
import { isStalePlan, preparedName, renewNames } from '../sql/prepared.js';
import { OPENING, type Sent, takingOpening } from './transaction-opening.js';

type Done = (error: unknown, result?: unknown) => void;
type Arguments = [text: unknown, values?: unknown[] | Done, done?: Done];

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
    // From the first byte to the last somebody listens: the pool takes its listener off before anyone else can listen.
    outlive(this);
    recordFailure(this);
  }
}

/** What went wrong while connecting, whatever it was: the database is away. */
const FAILED_TO_CONNECT = new WeakSet<Error>();

export function failedToConnect(error: unknown): boolean {
  return error instanceof Error && FAILED_TO_CONNECT.has(error);
}

/** Whoever connects gets the same error as before, which from now on is known to be one of connecting. */
function recordFailure(client: Client): void {
  const connect: unknown = Reflect.get(client, 'connect');
  const record = (error: unknown) => {
    if (error instanceof Error) FAILED_TO_CONNECT.add(error);
  };
  Reflect.defineProperty(client, 'connect', {
    configurable: true,
    value(done?: Done): unknown {
      const answer: unknown = Reflect.apply(connect as () => unknown, client, done ? [learning(done, record)] : []);
      if (answer instanceof Promise) answer.catch(record);
      return answer;
    },
  });
}

/** A connection that breaks fails its statements, and never the process: an `error` that nobody listens to ends that. */
export function outlive(client: EventEmitter): void {
  client.on('error', () => {});
}

Reflect.defineProperty(Client.prototype, 'query', {
  value(this: Client, ...args: Arguments): unknown {
    const [text] = args;
    const [values, done] = typeof args[1] === 'function' ? [undefined, args[1]] : [args[1], args[2]];
    if (text === OPENING.text && this.prepares && done === undefined) return open(this);
    const name = this.prepares && typeof text === 'string' && Array.isArray(values) ? preparedName(text) : undefined;
    if (!this.is_opening) return send(this, name, name === undefined ? args : [{ name, text, values }, done]);
    this.is_opening = false;
    if (text === 'COMMIT' || text === 'ROLLBACK') return done ? done(null, NOTHING) : Promise.resolve(NOTHING);
    if (typeof text === 'string') return sendOpening(this, { name, text, values: [...(values ?? [])] }, done);
    const opened = send(this, undefined, [OPENING]);
    if (opened instanceof Promise) opened.catch(() => this.end());
    return send(this, undefined, args);
  },
});

/** Opens a transaction: now, where the server is to prepare that first, and else together with the next statement. */
async function open(client: Client): Promise<unknown> {
  if (!client.knows_opening) await send(client, undefined, [OPENING]);
  else client.is_opening = true;
  client.knows_opening = true;
  return NOTHING;
}

/** Sends the first statement of a transaction together with what opens it. */
function sendOpening(client: Client, sent: Sent, done: Done | undefined): unknown {
  const query = takingOpening(sent, () => void client.end());
  if (done) return send(client, sent.name, [query, done]);
  return new Promise((resolve, reject) => {
    const answered: Done = (error, result) => (error ? reject(error) : resolve(result));
    send(client, sent.name, [query, answered]);
  });
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
