import { nearest } from './nearest.js';

/** One wrong field: where it is (RFC 6901 pointer into the body, '' for the whole of it), why, and what was given. */
export interface FieldError {
  pointer: string;
  reason: string;
  given?: string;
}

/** One wrong parameter of an address, or option of a method: its name, why, and what was given. */
export interface ParameterError {
  parameter: string;
  reason: string;
  given?: string;
}

/** What the product refuses to do, told in the caller's words. Everything else that is thrown is a bug or an outage. */
export class DomainError extends Error {
  /** Last part of the problem type, also the key that the HTTP layer maps to a status. */
  readonly kind: ErrorKind;

  constructor(kind: ErrorKind, detail: string) {
    super(detail);
    this.kind = kind;
    this.name = new.target.name;
  }
}

export type ErrorKind = 'invalid-input' | 'forbidden' | 'not-found' | 'conflict' | 'impossible' | 'unavailable';

export const MAX_ERRORS = 100;

/** The input is malformed or breaks a rule; one entry per wrong field, of which the first hundred are kept. */
export class InvalidInput extends DomainError {
  readonly errors: FieldError[];
  readonly parameters: ParameterError[];

  /** @param count how many there are in all, where not every one was described */
  constructor(
    errors: FieldError[],
    readonly count = errors.length,
    parameters: ParameterError[] = [],
  ) {
    super('invalid-input', describeErrors([...errors, ...parameters], count));
    this.errors = errors.slice(0, MAX_ERRORS);
    this.parameters = parameters.slice(0, MAX_ERRORS);
  }

  static parameters(parameters: ParameterError[], count = parameters.length): InvalidInput {
    return new InvalidInput([], count, parameters);
  }

  static parameter(parameter: string, reason: string, given?: unknown): InvalidInput {
    return InvalidInput.parameters([{ parameter, reason, given: excerpt(given) }]);
  }

  static field(pointer: string, reason: string, given?: unknown): InvalidInput {
    return new InvalidInput([{ pointer, reason, given: excerpt(given) }]);
  }

  /** One value of a wrong kind, which is named but never repeated: a secret may have ended up in its place. */
  static kind(pointer: string, reason: string, given: unknown): InvalidInput {
    return new InvalidInput([{ pointer, reason, given: typeof given === 'string' ? 'a text' : excerpt(given) }]);
  }
}

/** What was looked for, so that the nearest name can be found: see `database/nearest-names.ts`. */
export interface Missing {
  kind: 'stack' | 'instance' | 'template' | 'category' | 'trashed stack' | 'trashed instance';
  name: string;
  /** Where it was looked for. */
  stack?: string;
}

/** What the path or the input names does not exist (or is in the trash). */
export class NotFound extends DomainError {
  constructor(
    detail: string,
    readonly missing?: Missing,
  ) {
    super('not-found', detail);
  }
}

/** The same error with the candidate that was probably meant, where one is near. */
export function suggesting(error: NotFound, given: string, candidates: string[]): NotFound {
  const [closest] = nearest(given, candidates, Math.max(1, Math.floor(given.length / 3)));
  const hint = closest === undefined ? '.' : `; did you mean "${closest}"?`;
  return new NotFound(error.message.replace(/\.$/, '') + hint);
}

/** Whoever asks has not shown that it may. */
export class Forbidden extends DomainError {
  constructor(detail: string) {
    super('forbidden', detail);
  }
}

/** A name, port or other unique value is taken, or the thing is in use; the detail names the holder. */
export class Conflict extends DomainError {
  constructor(
    detail: string,
    readonly constraint?: string,
    readonly value?: string,
  ) {
    super('conflict', detail);
  }
}

/** The input is well-formed, yet cannot be done to this thing. */
export class Impossible extends DomainError {
  constructor(
    detail: string,
    readonly errors: FieldError[] = [],
  ) {
    super('impossible', detail);
  }
}

/** The database is away, overloaded or refused the work for now; trying again later may succeed. */
export class Unavailable extends DomainError {
  constructor(
    detail = 'The database does not answer at the moment. Nothing was changed; try again.',
    readonly retry_after_seconds = 2,
    options?: { cause: unknown },
  ) {
    super('unavailable', detail);
    if (options) this.cause = options.cause;
  }
}

/**
 * What the work had found under a name is somewhere else by the time that it is locked. The work is done again from its
 * start, where locks are taken in order; an error only when others come first again and again.
 */
export class Overtaken extends Unavailable {
  constructor() {
    super('Others change the same names again and again at the moment. Nothing was changed; try again.');
  }
}

const EXCERPT_LENGTH = 80;
const HALF_CHARACTER = /[\uD800-\uDBFF]$/;

/** A short, single-line picture of a refused value; undefined where there is nothing worth repeating. */
export function excerpt(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const text = picture(value);
  return text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH).replace(HALF_CHARACTER, '')}…` : text;
}

function picture(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value);
}

function describeErrors(errors: (FieldError | ParameterError)[], count: number): string {
  const [first] = errors;
  if (!first) return 'The input is not valid.';
  const more = count > 1 ? ` (and ${count - 1} more)` : '';
  const where = 'parameter' in first ? first.parameter : first.pointer;
  const sentence = `${where === '' ? 'The body' : where} ${first.reason}${more}`;
  return sentence.endsWith('?') ? sentence : `${sentence}.`;
}
