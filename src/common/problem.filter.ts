import { IncomingMessage } from 'node:http';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Inject,
  Logger,
  Optional,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { DomainError } from './errors.js';
import { type Circumstances, describeHttp } from './http-exception.js';
import { httpProblem, type Problem, problemOf, retryAfter } from './problem.js';

const LIMIT_VARIABLE = 'devarch:limit-variable';

/**
 * Turns everything that is thrown into problem details, on Fastify and Express alike. A domain error becomes its status;
 * an error that nobody foresaw is a 500 that says nothing of its cause, which only the log has.
 */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  /** @param limit_variable the environment variable that says how large a body may be */
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    @Optional() @Inject(LIMIT_VARIABLE) private readonly limit_variable?: string,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const { httpAdapter } = this.adapterHost;
    const http = host.switchToHttp();
    const [request, response] = [http.getRequest<unknown>(), http.getResponse<unknown>()];
    if (httpAdapter.isHeadersSent(response) || hungUp(request)) return;
    const path = String(httpAdapter.getRequestUrl(request)).split('?')[0] ?? '';
    const body_limit: unknown = Reflect.get(Object(Reflect.get(Object(request), 'routeOptions')), 'bodyLimit');
    const { limit_variable } = this;
    const problem = this.describe(error, {
      path,
      limit_variable,
      ...(typeof body_limit === 'number' && { body_limit }),
    });
    const wait = error instanceof DomainError ? retryAfter(error) : undefined;
    if (wait !== undefined) httpAdapter.setHeader(response, 'Retry-After', String(wait));
    httpAdapter.setHeader(response, 'Content-Type', 'application/problem+json; charset=utf-8');
    httpAdapter.reply(response, JSON.stringify(problem), problem.status);
  }

  private describe(error: unknown, circumstances: Circumstances): Problem {
    const { path } = circumstances;
    if (error instanceof DomainError) {
      if (error.kind === 'unavailable') this.logger.warn(`${path}: ${messageOf(error.cause ?? error)}`);
      return problemOf(error, path);
    }
    if (error instanceof HttpException) return describeHttp(error, circumstances);
    this.logger.error(`${path}: ${messageOf(error)}`, error instanceof Error ? error.stack : undefined);
    return httpProblem(500, 'Internal Server Error', 'Something went wrong here. The log has the details.', path);
  }
}

/** Whether the client went away within its body: nobody is there to be answered, and nothing of ours went wrong. */
function hungUp(request: unknown): boolean {
  const message: unknown = Reflect.get(Object(request), 'raw') ?? request;
  return message instanceof IncomingMessage && message.readableAborted && !message.complete;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
