import { ApiProperty } from '@nestjs/swagger';
import {
  type DomainError,
  type ErrorKind,
  type FieldError,
  Impossible,
  InvalidInput,
  type ParameterError,
  Unavailable,
} from './errors.js';

export class ProblemField {
  @ApiProperty({
    description: 'Where in the body, as a JSON pointer; empty for the whole of it.',
    required: false,
    pattern: '^(/|$)',
    example: '/ports/0/host_port',
  })
  pointer?: string;

  @ApiProperty({ description: 'Which parameter of the address.', required: false, example: 'limit' })
  parameter?: string;

  @ApiProperty({ description: 'What is allowed there.', example: 'must be an integer from 1 to 65535' })
  reason!: string;

  @ApiProperty({ description: 'What was given, shortened; left out for secrets.', required: false, example: '-1' })
  given?: string;
}

/** An error as RFC 9457 problem details (`application/problem+json`). */
export class Problem {
  @ApiProperty({ description: 'Identifies the kind of problem.', example: 'urn:devarch:problem:not-found' })
  type!: string;

  @ApiProperty({ description: 'The kind of problem in words.', example: 'Not found' })
  title!: string;

  @ApiProperty({ description: 'HTTP status.', example: 404 })
  status!: number;

  @ApiProperty({ description: 'What went wrong this time.', example: 'There is no stack "shop".' })
  detail!: string;

  @ApiProperty({ description: 'The path that was asked for.', example: '/api/v1/stacks/shop' })
  instance!: string;

  @ApiProperty({ description: 'One entry per wrong field or parameter.', type: [ProblemField], required: false })
  errors?: (FieldError | ParameterError | { reason: string })[];
}

/** Which status each kind of domain error has, and its title. The only place where the two meet. */
const KINDS: Record<ErrorKind, { status: number; title: string }> = {
  'invalid-input': { status: 400, title: 'Invalid input' },
  forbidden: { status: 403, title: 'Forbidden' },
  'not-found': { status: 404, title: 'Not found' },
  conflict: { status: 409, title: 'Conflict' },
  impossible: { status: 422, title: 'Not possible here' },
  unavailable: { status: 503, title: 'Unavailable' },
};

/** The answer to a domain error at a path. */
export function problemOf(error: DomainError, path: string): Problem {
  const { status, title } = KINDS[error.kind];
  const errors = wrongOf(error);
  const problem = { type: `urn:devarch:problem:${error.kind}`, title, status, detail: error.message, instance: path };
  return errors.length > 0 ? { ...problem, errors } : problem;
}

function wrongOf(error: DomainError): (FieldError | ParameterError)[] {
  if (error instanceof InvalidInput) return [...error.errors, ...error.parameters];
  return error instanceof Impossible ? error.errors : [];
}

export function retryAfter(error: DomainError): number | undefined {
  return error instanceof Unavailable ? error.retry_after_seconds : undefined;
}

/** The answer to an HTTP error that no domain error stands behind. */
export function httpProblem(status: number, title: string, detail: string, path: string): Problem {
  return { type: 'about:blank', title, status, detail, instance: path };
}

const PATH = '/api/v1/stacks/shop';

/** One example per status, for the API document. */
export const PROBLEM_EXAMPLES = {
  400: {
    ...example('invalid-input', '/instance_id must be 1 to 63 characters …; try my-db.'),
    errors: [{ pointer: '/instance_id', reason: 'must be 1 to 63 characters …; try my-db', given: '"My DB"' }],
  },
  404: example('not-found', 'There is no stack "shop".'),
  409: example('conflict', 'Something else has this name already.'),
  413: httpProblem(413, 'Payload Too Large', 'The body is larger than 1048576 bytes; BODY_LIMIT sets the limit.', PATH),
  415: httpProblem(415, 'Unsupported Media Type', 'The body must be application/json.', PATH),
  422: example('impossible', 'It cannot be done to this thing.'),
  500: httpProblem(500, 'Internal Server Error', 'Something went wrong here. The log has the details.', PATH),
  503: example('unavailable', 'The database does not answer at the moment. Nothing was changed; try again.'),
} as const;

function example(kind: ErrorKind, detail: string): Problem {
  return { type: `urn:devarch:problem:${kind}`, ...KINDS[kind], detail, instance: PATH };
}
