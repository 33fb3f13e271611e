import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
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

/** An answer that has something to say beside its body. */
export class AnswerWithHeaders {
  constructor(
    readonly body: unknown,
    readonly headers: Record<string, string>,
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
    const set = (name: string, value: string) => httpAdapter.setHeader(http.getResponse<unknown>(), name, value);
    return next.handle().pipe(
      map((body: unknown) => {
        if (location && isObject(body)) set('Location', locationOf(url, location, body));
        if (body instanceof AnswerWithHeaders) {
          Object.entries(body.headers).forEach(([name, value]) => set(name, value));
          return body.body;
        }
        if (!(body instanceof Page)) return body;
        if (body.next_cursor !== undefined) set('Link', `<${withCursor(url, body.next_cursor)}>; rel="next"`);
        if (body.total !== undefined) set('X-Total-Count', String(body.total));
        return body.items;
      }),
    );
  }
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
