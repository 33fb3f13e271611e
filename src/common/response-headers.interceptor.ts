import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  Res,
  SetMetadata,
  UseInterceptors,
} from '@nestjs/common';
import { HttpAdapterHost, Reflector } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { isObject } from './fields.js';
import { Page } from './paging.js';

interface LocationRule {
  /** The property of the answer that ends the new resource's path. */
  name: string;
  /** How many segments of the request's path to drop first. */
  up: number;
}

const LOCATION = 'devarch:location';
const SENT = 'devarch:sent';

/** The answer is a new resource: its address is in the Location header. */
export function CreatedAt(name: string, up = 0): MethodDecorator {
  return applyDecorators(SetMetadata(LOCATION, { name, up } satisfies LocationRule), SaysMore());
}

/**
 * The answer of this route has headers of its own: it is a page, a new resource or an AnswerWithHeaders. Only for those,
 * because Nest wraps every answer of an intercepted route in observables, which costs more than reading a row.
 */
export function SaysMore(): MethodDecorator {
  return UseInterceptors(ResponseHeadersInterceptor);
}

/**
 * The answer of this route may be a text, which nobody can wrap: it is sent from here, so that an interceptor of an
 * application that imports our modules finds nothing to change, whichever form was asked for.
 */
export function AnswersText(): MethodDecorator {
  return (controller, method, descriptor) => {
    const types: unknown[] = Reflect.getMetadata('design:paramtypes', controller, method) ?? [];
    Res()(controller, method, types.length);
    applyDecorators(SetMetadata(SENT, true), SaysMore())(controller, method, descriptor);
  };
}

/** An answer that has something to say beside its body. */
export class AnswerWithHeaders {
  constructor(
    readonly body: unknown,
    readonly headers: Record<string, string>,
    /** Where it is not the one that the route has. */
    readonly status?: number,
  ) {}
}

/** Sets Link and X-Total-Count on pages, whose body is the bare array, and Location on what was created. */
@Injectable()
export class ResponseHeadersInterceptor implements NestInterceptor {
  constructor(
    private readonly adapterHost: HttpAdapterHost,
    private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { httpAdapter } = this.adapterHost;
    const http = context.switchToHttp();
    const url = String(httpAdapter.getRequestUrl(http.getRequest<unknown>()));
    const location = this.reflector.get<LocationRule | undefined>(LOCATION, context.getHandler());
    const response: unknown = http.getResponse();
    const set = (name: string, value: string) => httpAdapter.setHeader(response, name, value);
    const is_sent = this.reflector.get<true | undefined>(SENT, context.getHandler());
    return next.handle().pipe(
      map((answer: unknown) => {
        if (answer instanceof AnswerWithHeaders && answer.status !== undefined)
          httpAdapter.status(response, answer.status);
        if (location && isObject(answer)) set('Location', locationOf(url, location, answer));
        const body = bare(answer, url, set);
        return is_sent ? void httpAdapter.reply(response, body) : body;
      }),
    );
  }
}

/** The body of an answer, whose headers are set. */
function bare(answer: unknown, url: string, set: (name: string, value: string) => void): unknown {
  if (answer instanceof AnswerWithHeaders) {
    Object.entries(answer.headers).forEach(([name, value]) => set(name, value));
    return answer.body;
  }
  if (!(answer instanceof Page)) return answer;
  if (answer.next_cursor !== undefined) set('Link', `<${withCursor(url, answer.next_cursor)}>; rel="next"`);
  if (answer.total !== undefined) set('X-Total-Count', String(answer.total));
  return answer.items;
}

function locationOf(url: string, rule: LocationRule, body: Record<string, unknown>): string {
  const path = url.split('?')[0] ?? '';
  const segments = path.replace(/\/$/, '').split('/');
  return [...segments.slice(0, segments.length - rule.up), encodeURIComponent(String(body[rule.name]))].join('/');
}

function withCursor(url: string, cursor: string): string {
  const [path = ''] = url.split('?');
  const query = url.slice(path.length + 1);
  const parameters = new URLSearchParams(query);
  parameters.set('cursor', cursor);
  return `${path}?${parameters.toString()}`;
}
