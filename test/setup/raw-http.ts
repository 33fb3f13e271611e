import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { startTestApp, type TestApp } from './app.js';
import { aTemplate, ONE_OF_EACH } from './factories.js';

/** Requests below the level at which a client library tidies them up, and the demands on every refusal. */

export interface Answer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
}

export const JSON_TYPE = { 'content-type': 'application/json' };

/** The server with a template `postgres` of one item per facet, and its instance `db` in the stack `shop`. */
export async function startShop(): Promise<TestApp> {
  const server = await startTestApp();
  const items = Object.fromEntries(Object.entries(ONE_OF_EACH).map(([name, item]) => [name, [item]]));
  await aTemplate(server.dataSource, {}, items);
  await server.http.post('/stacks').send({ name: 'shop' }).expect(201);
  await server.http.post('/stacks/shop/instances').send({ instance_id: 'db', template: 'postgres' }).expect(201);
  return server;
}

/** A request as it stands: neither path nor body are tidied up on the way. */
export function send(
  url: string,
  method: string,
  path: string,
  body?: string,
  headers: Record<string, string> = JSON_TYPE,
) {
  const { hostname, port } = new URL(url);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest({ hostname, port, method, path, headers: { ...headers, ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Bytes on a bare socket, and everything that comes back until the server closes it. */
export function sendBytes(url: string, bytes: string | Buffer): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let received = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(5_000, () => reject(new Error(`No answer but ${received}`)));
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      const [head = '', text = ''] = received.split('\r\n\r\n');
      const [line = '', ...fields] = head.split('\r\n');
      const headers = Object.fromEntries(
        fields.map((field) => [field.split(': ')[0]?.toLowerCase(), field.split(': ')[1]]),
      );
      resolve({ status: Number(line.split(' ')[1]), headers, text });
    });
  });
}

/** No SQL, no stack trace, no path of the machine, no name of a constraint. */
const LEAKS =
  /SELECT |INSERT |UPDATE |\bFROM \w|(\n|\\n)\s*at .+[:(]\d|\/work\/|\/home\/|\/src\/|node_modules|\.[jt]s:\d|\b(uq|fk|ck)_/;

/** A whole problem of that status that tells nothing of the inside; returns its body. */
export function expectProblem(
  answer: Answer,
  status: number,
  instance: unknown = expect.any(String),
): Record<string, unknown> {
  expect([answer.status, answer.headers['content-type']]).toEqual([status, 'application/problem+json; charset=utf-8']);
  expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  expect(answer.text).not.toMatch(LEAKS);
  const body: Record<string, unknown> = JSON.parse(answer.text);
  const text = expect.stringMatching(/\w/);
  expect(body).toMatchObject({
    type: expect.stringMatching(/^(about:blank|urn:devarch:problem:[a-z-]+)$/),
    title: text,
    status,
    detail: text,
    instance,
  });
  return body;
}
