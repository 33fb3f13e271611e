import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApiDocument } from '../../src/app.document.js';
import { ApiDocument } from './api-document.js';

let known: ApiDocument | undefined;

/** Holds every answer of the server against its document; the result names what is answered and not documented. */
export function watchAnswers(app: NestFastifyApplication): () => string[] {
  const found = new Set<string>();
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onSend', (request, reply, payload, done) => {
    const path = request.is404 ? undefined : request.routeOptions.url;
    if (path !== undefined && /^\/(api|health)\//.test(path) && request.method !== 'HEAD') {
      const type = String(reply.getHeader('content-type') ?? '').split(';')[0] ?? '';
      const answer = { verb: request.method.toLowerCase(), path, status: reply.statusCode, type, payload };
      differences(documentOf(app), answer).forEach((difference) => found.add(difference));
    }
    done();
  });
  return () => [...found];
}

interface Answer {
  verb: string;
  path: string;
  status: number;
  type: string;
  payload: unknown;
}

function differences(api: ApiDocument, { verb, path, status, type, payload }: Answer): string[] {
  const operation = api.operation(verb, path.replace(/:(\w+)/g, '{$1}').replace(/\*$/, '{path}'));
  const name = `${operation.operationId} ${status}`;
  const documented = operation.responses[status];
  if (!documented) return [`${name} is not documented: ${String(payload)}`];
  if (type === '') return documented.content ? [`${name} has no body`] : [];
  const media = documented.content?.[type];
  if (!media?.schema) return [`${name} is not documented as ${type}`];
  const value: unknown = type.endsWith('json') ? JSON.parse(String(payload)) : String(payload);
  return api.errors(media.schema, value).map((error) => `${name} ${error}`);
}

/** The documents of all servers of a file are the same. */
function documentOf(app: NestFastifyApplication): ApiDocument {
  known ??= new ApiDocument(JSON.parse(JSON.stringify(createApiDocument(app))));
  return known;
}
