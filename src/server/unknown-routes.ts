import type { FastifyInstance } from 'fastify';
import { httpProblem } from '../common/problem.js';
import { nearestAddress, type Route } from './nearest-route.js';

const OURS = /^\/(api\/|health\/|docs$|openapi\.json$)/;

/** A known path with a wrong method is 405 with Allow, not 404; for an unknown one the nearest that there is is named. */
export function answerUnknownRoutes(fastify: FastifyInstance): void {
  const routes: (Route & { pattern: RegExp })[] = [];
  fastify.addHook('onRoute', ({ url, method }) => {
    if (OURS.test(url)) routes.push({ path: url, pattern: patternOf(url), methods: [method].flat() });
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404 && !hasEmptyName(request.params)) return done();
    const path = request.url.split('?')[0] ?? '';
    const methods = routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    const allowed = [...new Set(methods)].join(', ');
    const problem = allowed === '' ? unknown(routes, request.method, path) : wrongMethod(request.method, path, allowed);
    if (allowed !== '') void reply.header('allow', allowed);
    void reply
      .code(problem.status)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(JSON.stringify(problem));
  });
}

/** `/stacks/` is no stack without a name. The rest of a path may be empty: its route says what is wrong. */
function hasEmptyName(params: unknown): boolean {
  return Object.entries(Object(params)).some(([name, value]) => value === '' && name !== '*');
}

function wrongMethod(method: string, path: string, allowed: string) {
  return httpProblem(405, 'Method Not Allowed', `${method} is not possible here; possible: ${allowed}.`, path);
}

function unknown(routes: readonly Route[], method: string, path: string) {
  const nearest = nearestAddress(routes, method, path);
  const hint = nearest === null ? '.' : `; did you mean ${nearest}?`;
  return httpProblem(404, 'Not Found', `There is nothing at ${path} for ${method}${hint}`, path);
}

function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.+' : escape(part)));
  return new RegExp(`^${parts.join('/')}$`);
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
