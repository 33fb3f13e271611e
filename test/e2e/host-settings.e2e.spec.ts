import {
  BadRequestException,
  type CallHandler,
  type ExecutionContext,
  ForbiddenException,
  type INestApplication,
  type NestInterceptor,
} from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { map, type Observable } from 'rxjs';
import { ProblemFilter } from '../../src/index.js';
import { ADAPTERS, type Adapter, type Host, startHost } from '../setup/host-app.js';
import { prefilled } from '../setup/prefilled.js';

/** What else another application may have set for all of its routes, and what comes of it. */

const PATH = '/stacks/shop/instances/db';

class Enveloping implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((data: unknown) => ({ data })));
  }
}

async function send(host: Host, verb: string, path: string, body?: object, more: object = {}) {
  const headers = { ...(body && { 'content-type': 'application/json' }), ...more };
  const answer = await fetch(`${host.url}${path}`, {
    method: verb,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text(), answer };
}

async function aShop(host: Host): Promise<void> {
  await send(host, 'POST', '/stacks', { name: 'shop' });
  await send(host, 'POST', '/stacks/shop/instances', { instance_id: 'db', template: 'postgres' });
}

/** The application, for as long as the work takes. */
async function inHost(adapter: Adapter, set: (app: INestApplication) => void, work: (host: Host) => Promise<void>) {
  const host = await startHost(adapter, set);
  try {
    await work(host);
  } finally {
    await host.close();
  }
}

describe.each(ADAPTERS)('on %s', (adapter) => {
  it('starts without a warning, and its envelope is around all but the answers that may be texts', () =>
    inHost(
      adapter,
      (app) => app.useGlobalInterceptors(new Enveloping()),
      async (host) => {
        expect(host.warnings).toEqual([]);
        await aShop(host);
        const texts: string[] = [];
        const wrong: Record<string, string> = {};
        for (const operation of host.api.operations.filter(({ verb }) => verb === 'get')) {
          const types = Object.keys(operation.responses['200']?.content ?? {});
          const { address } = prefilled(host.api, operation);
          for (const accept of types) {
            const { status, type, text } = await send(host, 'GET', address, undefined, { accept });
            const enveloped = text.startsWith('{"data":');
            const plain = types.length > 1;
            if (plain) texts.push(accept);
            if (status === 404) continue;
            if (status !== 200 || enveloped === plain || !type?.startsWith(accept))
              wrong[`${operation.operationId} ${accept}`] = `${status} ${type} ${text}`;
          }
        }
        expect(wrong).toEqual({});
        expect(new Set(texts)).toEqual(new Set(['application/yaml', 'application/json', 'text/plain']));
        const yaml = await send(host, 'GET', '/stacks/shop/compose');
        expect([
          yaml.text.includes('container_name: devarch-shop-db'),
          yaml.answer.headers.get('x-devarch-losses'),
        ]).toEqual([true, '0']);
      },
    ));

  it('a file has its path behind /files/, whatever is in it', () =>
    inHost(
      adapter,
      () => {},
      async (host) => {
        await aShop(host);
        for (const file of ['etc/app.conf', 'files/files/x', 'a', 'with%20blank']) {
          const { status, text } = await send(host, 'PUT', `${PATH}/files/${file}`, { content: 'a = 1' });
          expect([status, JSON.parse(text).file_path]).toEqual([200, `/${decodeURIComponent(file)}`]);
          expect((await send(host, 'GET', `${PATH}/files/${file}`)).status).toBe(200);
          expect((await send(host, 'DELETE', `${PATH}/files/${file}`)).status).toBe(204);
        }
      },
    ));

  it('what its own guard refuses keeps its words', () =>
    inHost(
      adapter,
      (app) =>
        app.useGlobalGuards({
          canActivate: (context) => {
            const { url }: { url: string } = context.switchToHttp().getRequest();
            if (url.endsWith('/export')) throw new ForbiddenException('Exports need the role exporter');
            if (url.endsWith('/findings'))
              throw new BadRequestException({
                message: ['tenant is missing', 'tenant is no number'],
                error: 'Bad tenant',
              });
            return true;
          },
        }),
      async (host) => {
        const exported = await send(host, 'GET', '/stacks/shop/export');
        expect(exported.type).toBe('application/problem+json; charset=utf-8');
        expect(JSON.parse(exported.text)).toEqual({
          ...{ type: 'about:blank', title: 'Forbidden', status: 403, instance: '/stacks/shop/export' },
          detail: 'Exports need the role exporter',
        });
        expect(JSON.parse((await send(host, 'GET', '/stacks/shop/findings')).text)).toEqual({
          ...{ type: 'about:blank', title: 'Bad tenant', status: 400, instance: '/stacks/shop/findings' },
          detail: 'tenant is missing; tenant is no number',
          errors: [{ reason: 'tenant is missing' }, { reason: 'tenant is no number' }],
        });
      },
    ));

  it('with our filter for all of its routes, what the web server refuses is a problem, too', () =>
    inHost(
      adapter,
      (app) => app.useGlobalFilters(new ProblemFilter(app.get(HttpAdapterHost))),
      async (host) => {
        const json = { method: 'POST', headers: { 'content-type': 'application/json' } };
        const refused = async (path: string, init: RequestInit) => {
          const answer = await fetch(`${host.url}${path}`, init);
          const { status, detail }: { status: number; detail: string } = JSON.parse(await answer.text());
          return `${answer.headers.get('content-type')?.split(';')[0]} ${status} ${detail}`;
        };
        const problem = 'application/problem+json';
        const where = adapter === 'express' ? ' at line 2, column 12: a value is expected' : '';
        expect([
          await refused('/stacks', { ...json, body: '{\n"password":hunter2}' }),
          await refused('/stacks', { ...json, body: JSON.stringify({ name: 'x'.repeat(2_000_000) }) }),
          await refused('/nowhere', {}),
          await refused('/stacks', { method: 'POST' }),
        ]).toEqual([
          `${problem} 400 The body is not valid JSON${where}.`,
          `${problem} 413 The body is larger than ${adapter === 'express' ? 102_400 : 1_048_576} bytes.`,
          `${problem} 404 There is nothing at /nowhere for GET.`,
          `${problem} 400 ${NO_BODY}`,
        ]);
      },
    ));
});

const NO_BODY = 'The body is missing: it must be an object with name (optional: description, network_name).';
