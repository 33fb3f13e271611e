import { readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '../setup/app.js';
import { expectProblem, send as sendTo, sendBytes } from '../setup/raw-http.js';

const ALLOWED = 'https://dashboard.example';

let server: TestApp;
let host: string;

beforeAll(async () => {
  server = await startTestApp({ DEVARCH_HOSTS: 'devarch.example', DEVARCH_CORS_ORIGINS: ALLOWED });
  host = new URL(server.url).host;
  await server.http.post('/stacks').send({ name: 'shop' }).expect(201);
});
afterAll(() => server.close());

const { paths } = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));
/** Every operation of the document; the names in its path lead nowhere. */
const OPERATIONS = Object.entries<object>(paths).flatMap(([path, item]) =>
  ['get', 'post', 'put', 'patch', 'delete']
    .filter((verb) => verb in item)
    .map((verb) => [verb.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'nothing')] as const),
);
const CHANGES = OPERATIONS.filter(([method]) => method !== 'GET');

const send = (method: string, path: string, headers: Record<string, string>) =>
  sendTo(server.url, method, path, undefined, headers);

async function stacks(): Promise<unknown> {
  return (await server.http.get('/stacks').expect(200)).body;
}

describe('every operation of the document', () => {
  it('there are some', () => expect([OPERATIONS.length > 80, CHANGES.length > 40]).toEqual([true, true]));

  it('answers for no other host', async () => {
    for (const [method, path] of OPERATIONS)
      expectProblem(await send(method, path, { host: 'evil.example' }), 421, path);
  });

  it('says that its answer is neither kept, guessed at, framed nor embedded', async () => {
    for (const [method, path] of OPERATIONS) {
      const { headers } = await send(method, path, { host });
      expect({ path, ...headers }).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
        'x-frame-options': 'DENY',
      });
    }
  });

  it.each([
    ['a foreign origin', { origin: 'http://evil.example' }],
    ['an origin on another port', { origin: 'http://127.0.0.1:1' }],
    ['no origin that anybody could name', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another page of this machine', { 'sec-fetch-site': 'same-site' }],
  ])('changes nothing for %s, and says why', async (_, headers) => {
    const before = await stacks();
    for (const [method, path] of CHANGES) {
      const problem = expectProblem(await send(method, path, { host, ...headers }), 403, path);
      expect(problem.detail).toMatch(
        /^A page of .* may not change anything here; add its origin to DEVARCH_CORS_ORIGINS/,
      );
    }
    expect(await stacks()).toEqual(before);
  });
});

describe('the host', () => {
  it.each([
    'localhost',
    'LOCALHOST:1',
    '127.0.0.1',
    '127.8.9.1:80',
    '[::1]:8550',
    'devarch.example',
    'DevArch.Example:443',
  ])('%s is this server', async (name) =>
    expect((await send('GET', '/api/v1/stacks', { host: name })).status).toBe(200),
  );

  it.each(['evil.example', 'localhost.evil.example', '128.0.0.1', '0.0.0.0', 'a@localhost', '127.0.0.1.nip.io'])(
    '"%s" is not',
    async (name) => {
      const problem = expectProblem(await send('GET', '/api/v1/stacks', { host: name }), 421);
      expect(problem.detail).toContain('DEVARCH_HOSTS');
    },
  );

  it.each([
    ['an empty host', '/api/v1/stacks', 'Host:', 421],
    ['two hosts', '/api/v1/stacks', 'Host: localhost\r\nHost: evil.example', 421],
    ['twice the same', '/api/v1/stacks', 'Host: localhost\r\nHost: localhost', 421],
    ['a foreign address in absolute form', 'http://evil.example/api/v1/stacks', 'Host: localhost', 421],
    ['an own address in absolute form', 'http://localhost/api/v1/stacks', 'Host: localhost', 200],
    ['an own address for a foreign host', 'http://localhost/api/v1/stacks', 'Host: evil.example', 421],
  ])('%s', async (_, target, hosts, status) => {
    const answer = await sendBytes(server.url, `GET ${target} HTTP/1.1\r\n${hosts}\r\nConnection: close\r\n\r\n`);
    expect(answer.status).toBe(status);
  });
});

describe('pages that may', () => {
  it.each([
    ['its own page', () => ({ origin: server.url, 'sec-fetch-site': 'same-origin' })],
    ['an allowed origin', () => ({ origin: ALLOWED, 'sec-fetch-site': 'cross-site' })],
    ['no page at all', () => ({})],
    ['an address typed in', () => ({ 'sec-fetch-site': 'none' })],
  ])('%s', async (_, headers) => {
    const { status } = await send('POST', '/api/v1/stacks/shop/enable', { host, ...headers() });
    expect(status).toBe(200);
  });

  it('read the headers that lead on', async () => {
    const { headers } = await send('GET', '/api/v1/stacks', { host, origin: ALLOWED });
    expect(headers).toMatchObject({ 'access-control-allow-origin': ALLOWED, vary: 'Origin' });
    expect(String(headers['access-control-expose-headers']).split(', ')).toEqual(
      expect.arrayContaining(['Link', 'Location', 'ETag', 'X-Total-Count']),
    );
  });

  it('ask first', async () => {
    const asked = { host, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' };
    const { status, headers } = await send('OPTIONS', '/api/v1/stacks/shop', { ...asked, origin: ALLOWED });
    expect([status, headers['access-control-allow-origin']]).toEqual([204, ALLOWED]);
    expect(headers['access-control-allow-methods']).toContain('PUT');
    expect(headers['access-control-allow-headers']).toContain('Content-Type');
    const refused = await send('OPTIONS', '/api/v1/stacks/shop', { ...asked, origin: 'http://evil.example' });
    expect(refused.status).toBe(405);
    expect(refused.headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('are not those of other origins', async () => {
    const { status, headers } = await send('GET', '/api/v1/stacks', { host, origin: 'http://evil.example' });
    expect([status, headers['access-control-allow-origin']]).toEqual([200, undefined]);
  });
});
