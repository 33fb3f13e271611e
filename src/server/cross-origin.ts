import type { FastifyReply, FastifyRequest } from 'fastify';

/** What a page of an allowed origin may read of an answer beside its body. */
const EXPOSED = ['Link', 'Location', 'ETag', 'X-Total-Count', 'X-Devarch-Losses', 'Retry-After', 'Allow'];
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const HEADERS = ['Accept', 'Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match', 'If-None-Match'];
const PREFLIGHT_SECONDS = 600;

/** Lets pages of an allowed origin read the answer. True: the request was a preflight, and this was all. */
export function shareWith(origins: ReadonlySet<string>, request: FastifyRequest, reply: FastifyReply): boolean {
  if (origins.size === 0) return false;
  void reply.header('vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined || !origins.has(origin)) return false;
  void reply.header('access-control-allow-origin', origin).header('access-control-expose-headers', EXPOSED.join(', '));
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  void reply
    .code(204)
    .header('access-control-allow-methods', METHODS.join(', '))
    .header('access-control-allow-headers', HEADERS.join(', '))
    .header('access-control-max-age', String(PREFLIGHT_SECONDS))
    .send();
  return true;
}
