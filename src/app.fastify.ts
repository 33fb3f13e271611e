import type { Socket } from 'node:net';
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { InvalidInput } from './common/errors.js';
import { notJson } from './common/json-text.js';
import { httpProblem } from './common/problem.js';

/** What Fastify answers by itself, before any controller or filter: as problem details like everything else. */

/** For answers that are made past the hooks which put them on all others. */
const PROBLEM_HEADERS = {
  'content-type': 'application/problem+json; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** A URL that the router cannot read. */
export function problemForBadUrl(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 400;
  const problem = httpProblem(
    status,
    STATUS_CODES[status] ?? 'Bad Request',
    'The address cannot be read.',
    pathOf(request),
  );
  void reply.code(status).headers(PROBLEM_HEADERS).send(JSON.stringify(problem));
}

/** Bytes that are not HTTP: answered on the bare socket, then closed. */
export function problemForBadRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  endWithProblem(socket, status, 'The request is not valid HTTP.');
}

/** What Node answers without a word, or not at all, before any hook: an expectation other than 100-continue, and CONNECT. */
export function answerUnexpected(fastify: FastifyInstance): void {
  fastify.server.on('checkExpectation', ({ headers }: IncomingMessage, response: ServerResponse) => {
    const detail = `The header Expect is ${JSON.stringify(headers.expect)}, but this server meets 100-continue only.`;
    const body = JSON.stringify(httpProblem(417, 'Expectation Failed', detail, ''));
    const length = { 'content-length': Buffer.byteLength(body) };
    response.writeHead(417, { ...PROBLEM_HEADERS, connection: 'close', ...length }).end(body);
  });
  fastify.server.on('connect', (_request: IncomingMessage, socket: Socket) =>
    endWithProblem(socket, 405, 'CONNECT is not possible here: this server is no proxy.'),
  );
}

function endWithProblem(socket: Socket, status: number, detail: string): void {
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const body = JSON.stringify(httpProblem(status, title, detail, ''));
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(PROBLEM_HEADERS).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end([...head, 'Connection: close', '', body].join('\r\n'));
}

/** The routes that take files, below the prefix. */
const TAKES_FILES = ['/stacks/import', '/services/import'];
const FILES_PER_TEXT = 10;

/** Several files need more room than one text: there a body may be ten times as large as elsewhere. */
export function makeRoomForFiles(fastify: FastifyInstance, prefix: string, body_limit: number): void {
  const urls = new Set(TAKES_FILES.map((path) => `/${prefix}${path}`));
  fastify.addHook('onRoute', (route) => {
    if (urls.has(route.url)) route.bodyLimit = FILES_PER_TEXT * body_limit;
  });
}

/**
 * An empty body is no body, also where the client says by habit that it is JSON; what is not JSON is told its place. The
 * text itself stays at hand for those that check a signature.
 */
export function readJson(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = String(body);
    Object.assign(request, { rawBody: text });
    try {
      done(null, text === '' ? undefined : JSON.parse(text));
    } catch {
      done(InvalidInput.field('', notJson(text)));
    }
  });
}

/** What Node would refuse without a word (no Host), and a NUL in the path, which no name can hold. */
export function answerUnreadable(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { headers, httpVersion } = request.raw;
    const path = pathOf(request);
    const hostless = headers.host === undefined && httpVersion === '1.1';
    if (!hostless && !path.includes('%00')) return done();
    const detail = hostless ? 'The header Host is missing.' : 'The address holds a NUL character.';
    const problem = httpProblem(400, 'Bad Request', detail, path);
    void reply.code(400).headers(PROBLEM_HEADERS).send(JSON.stringify(problem));
  });
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? '';
}
