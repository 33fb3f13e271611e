import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DomainError } from './errors.js';
import { httpProblem, type Problem, problemOf, retryAfter } from './problem.js';

/**
 * Turns everything that is thrown into problem details, on Fastify and Express alike. A domain error becomes its status;
 * an error that nobody foresaw is a 500 that says nothing of its cause, which only the log has.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  constructor(private readonly adapterHost: HttpAdapterHost) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.adapterHost;
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<unknown>(), http.getResponse<unknown>()];
    const path = String(httpAdapter.getRequestUrl(request)).split('?')[0] ?? '';
    const problem = this.describe(error, path);
    const wait = error instanceof DomainError ? retryAfter(error) : undefined;
    if (httpAdapter.isHeadersSent(response)) return;
    if (wait !== undefined) httpAdapter.setHeader(response, 'Retry-After', String(wait));
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    httpAdapter.reply(response, JSON.stringify(problem), problem.status);
  }

  private describe(error: unknown, path: string): Problem {
    if (error instanceof DomainError) {
      if (error.kind === 'unavailable') this.logger.warn(`${path}: ${messageOf(error.cause ?? error)}`);
      return problemOf(error, path);
    }
    if (error instanceof HttpException) return describeHttp(error, path);
    this.logger.error(`${path}: ${messageOf(error)}`, error instanceof Error ? error.stack : undefined);
    return httpProblem(500, 'Internal Server Error', 'Something went wrong here. The log has the details.', path);
  }
}

/** What the web server refused before any of our code saw it. */
function describeHttp(error: HttpException, path: string): Problem {
  const status = error.getStatus();
  const known = HTTP_ERRORS[status];
  return httpProblem(status, known?.title ?? 'Refused', known?.detail(error.message) ?? error.message, path);
}

const HTTP_ERRORS: Record<number, { title: string; detail: (message: string) => string }> = {
  400: { title: 'Bad Request', detail: (message) => `The request cannot be read: ${message}.`.replace(/\.\.$/, '.') },
  404: {
    title: 'Not Found',
    detail: (message) => message.replace(/^Cannot (\w+) (.*)$/, 'There is nothing at $2 for $1.'),
  },
  405: { title: 'Method Not Allowed', detail: (message) => message },
  413: { title: 'Payload Too Large', detail: () => 'The body is larger than this server takes.' },
  414: { title: 'URI Too Long', detail: () => 'A part of the path is longer than this server takes.' },
  415: { title: 'Unsupported Media Type', detail: () => 'The body must be application/json.' },
};

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
