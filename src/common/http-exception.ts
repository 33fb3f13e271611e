import { STATUS_CODES } from 'node:http';
import type { HttpException } from '@nestjs/common';
import { isObject } from './fields.js';
import { notJson } from './json-text.js';
import { httpProblem, type Problem } from './problem.js';

/** What is known of a request where the web server, not our code, refused it. */
export interface Circumstances {
  path: string;
  /** How many bytes a body may have, where that is known. */
  body_limit?: number;
  /** The environment variable that sets it. */
  limit_variable?: string;
}

/** A problem that says what the exception carries: one of the web server's, or of an application that imports our modules. */
export function describeHttp(error: HttpException, circumstances: Circumstances): Problem {
  const status = error.getStatus();
  const own = refusedByServer(error, circumstances);
  if (own !== undefined) return httpProblem(status, titleOf(status), own, circumstances.path);
  const carried: unknown = error.getResponse();
  const { message, error: title, statusCode: _, ...more } = isObject(carried) ? carried : { message: carried };
  const messages = [message].flat().filter((each) => typeof each === 'string');
  const detail = messages.join('; ') || error.message;
  return {
    ...(Array.isArray(message) && { errors: messages.map((reason) => ({ reason })) }),
    ...more,
    ...httpProblem(status, typeof title === 'string' ? title : titleOf(status), detail, circumstances.path),
  };
}

function titleOf(status: number): string {
  return STATUS_CODES[status] ?? 'Refused';
}

/** What is better told in our words, which repeat nothing of the body; undefined where the exception says it best. */
function refusedByServer(error: HttpException, { body_limit, limit_variable }: Circumstances): string | undefined {
  const cause = Object(error.cause);
  const status = error.getStatus();
  if (cause.type === 'entity.parse.failed' && typeof cause.body === 'string') return `The body ${notJson(cause.body)}.`;
  if (cause.code === 'FST_ERR_CTP_INVALID_JSON_BODY') return 'The body is not valid JSON.';
  if (cause.type === 'entity.too.large' || cause.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const limit: unknown = cause.limit ?? body_limit;
    const variable = limit_variable === undefined ? '' : `; ${limit_variable} sets the limit`;
    return `The body is larger than ${limit === undefined ? 'this server takes' : `${String(limit)} bytes`}${variable}.`;
  }
  if (status === 415 && error.cause !== undefined) return 'The body must be application/json.';
  if (status === 414) return 'A part of the path is longer than this server takes.';
  if (status === 404) return nothingAt(error.message);
  return status === 400 && error.cause !== undefined ? `The request cannot be read: ${error.message}.` : undefined;
}

function nothingAt(message: string): string | undefined {
  const [, verb, path] = /^Cannot ([A-Z]+) (.*)$/.exec(message) ?? [];
  return verb === undefined ? undefined : `There is nothing at ${path} for ${verb}.`;
}
