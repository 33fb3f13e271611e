import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** How long a client may take to finish its request once the server is closing. */
const UNFINISHED_MS = 5_000;

/**
 * Once the server is closing, an answer also ends its connection, and whoever has not sent the whole of its request is not
 * waited for: either would hold up the end. What was sent as a whole is answered.
 */
export function endConnectionsWhenClosing(fastify: FastifyInstance): void {
  const sockets = new Set<Socket>();
  const requests = new Set<IncomingMessage>();
  let closing = false;
  fastify.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    requests.add(request.raw);
    reply.raw.on('close', () => requests.delete(request.raw));
    done();
  });
  fastify.addHook('preClose', async () => {
    closing = true;
    setTimeout(() => dropUnfinished(sockets, requests), UNFINISHED_MS).unref();
  });
  fastify.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) void reply.header('connection', 'close');
    done();
  });
}

function dropUnfinished(sockets: Set<Socket>, requests: Set<IncomingMessage>): void {
  const whole = new Set([...requests].filter(({ complete }) => complete).map(({ socket }) => socket));
  for (const socket of sockets) if (!whole.has(socket)) socket.destroy();
}
