import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../setup/app.js';

let server: TestApp;
const lines: string[] = [];
const keep = (...parts: unknown[]) => void lines.push(parts.join(' '));

beforeAll(async () => {
  server = await startTestApp();
  server.app.useLogger({ log: keep, warn: keep, error: keep });
});
afterAll(() => server.close());
beforeEach(() => (lines.length = 0));

/** Sends the bytes and goes, with a FIN or a RST; then waits until the server has seen to it. */
async function hangUp(bytes: string, how: 'destroy' | 'resetAndDestroy'): Promise<void> {
  const { port } = new URL(server.url);
  const seen = once(server.app.getHttpServer(), 'connection');
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  const [theirs] = await seen;
  const closed = new Promise((resolve) => theirs.on('close', resolve));
  socket.write(bytes);
  while (theirs.bytesRead < bytes.length) await setImmediate();
  socket[how]();
  await closed;
  await server.http.get('/stacks').expect(200);
}

const HEAD = 'HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';

describe.each(['destroy', 'resetAndDestroy'] as const)('a client that hangs up (%s)', (how) => {
  it.each([
    ['before it says anything', ''],
    ['within the headers', 'POST /api/v1/stacks HTTP/1.1\r\nHost: 127'],
    ['before the body', `POST /api/v1/stacks ${HEAD}Content-Length: 100\r\n\r\n`],
    ['within the body', `POST /api/v1/stacks ${HEAD}Content-Length: 100\r\n\r\n{"name":`],
    ['within a body in pieces', `POST /api/v1/stacks ${HEAD}Transfer-Encoding: chunked\r\n\r\n8\r\n{"name":\r\n`],
    ['within a file', `POST /api/v1/stacks/import ${HEAD.replace('json', 'yaml')}Content-Length: 100\r\n\r\nname: x`],
    ['before the answer', `GET /api/v1/services ${HEAD}\r\n`],
    ['before the answers of many', `GET /api/v1/services ${HEAD}\r\n`.repeat(20)],
    ['before the answer to a change', `POST /api/v1/stacks ${HEAD}Content-Length: 15\r\n\r\n{"name":"shop"}`],
  ])('%s is no error in the log', async (_, bytes) => {
    await hangUp(bytes, how);
    expect(lines).toEqual([]);
  });
});

it('the log is read: an error of ours is in it', async () => {
  await server.dataSource.query('ALTER TABLE stacks RENAME TO elsewhere');
  await server.http.get('/stacks').expect(500);
  await server.dataSource.query('ALTER TABLE elsewhere RENAME TO stacks');
  expect(lines.join('\n')).toContain('/api/v1/stacks');
});
