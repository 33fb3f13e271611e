import { expectProblem, JSON_TYPE, send as sendTo, sendBytes, startShop } from '../setup/raw-http.js';
import type { TestApp } from '../setup/app.js';

let server: TestApp;

beforeAll(async () => {
  server = await startShop();
});
afterAll(() => server.close());

const OF_SHOP = '/stacks/shop/instances';
const send = (method: string, path: string, body?: string, headers?: Record<string, string>) =>
  sendTo(server.url, method, path, body, headers);

const instance = (values: string) => `{"instance_id":"x","template":"postgres",${values}}`;
const deep = `{"name":${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}}`;

describe('bodies (traps, validation; P7)', () => {
  it.each<[string, string, string, string, number, RegExp]>([
    [
      'malformed JSON',
      'POST',
      '/stacks',
      '{"name":',
      400,
      /^The body is not valid JSON at line 1, column 9: the text ends, and a value is expected\.$/,
    ],
    [
      'no body',
      'POST',
      '/stacks',
      '',
      400,
      /^The body is missing: it must be an object with name \(optional: description, network_name\)\.$/,
    ],
    ['a list', 'POST', '/stacks', '[]', 400, /The body must be an object/],
    ['a text', 'POST', '/stacks', '"a"', 400, /The body must be an object/],
    ['null', 'POST', '/stacks', 'null', 400, /^The body is missing: /],
    ['an unknown field', 'POST', '/stacks', '{"name":"x","descripton":"y"}', 400, /did you mean description\?/],
    ['40,000 levels', 'POST', '/stacks', deep, 400, /nested deeper than 32/],
    ['__proto__', 'POST', '/stacks', '{"name":"x","__proto__":{"a":1}}', 400, /./],
    ['constructor', 'POST', '/stacks', '{"name":"x","constructor":{"a":1}}', 400, /./],
    ['toString', 'POST', '/stacks', '{"name":"x","toString":1}', 400, /toString is not known here/],
    ['a NUL', 'POST', '/stacks', String.raw`{"name":"x","description":"\u0000"}`, 400, /NUL/],
    ['a NUL in a key', 'POST', '/stacks', String.raw`{"name":"x","a\u0000":1}`, 400, /NUL/],
    ['half of a pair', 'POST', '/stacks', String.raw`{"name":"x","description":"\ud800"}`, 400, /surrogate/],
    ['2^31', 'POST', OF_SHOP, instance('"template_service_id":2147483648'), 400, /from 1 to 2147483647/],
    ['1e400', 'POST', OF_SHOP, instance('"template_service_id":1e400'), 400, /from 1 to 2147483647/],
    ['1.5', 'POST', OF_SHOP, instance('"template_service_id":1.5'), 400, /from 1 to 2147483647/],
    ['"1"', 'POST', OF_SHOP, instance('"template_service_id":"1"'), 400, /from 1 to 2147483647/],
    [
      'a port of -1',
      'PUT',
      `${OF_SHOP}/db/ports`,
      '{"ports":[{"host_port":-1,"container_port":1}]}',
      400,
      /1 to 65535/,
    ],
    ['a list in a list', 'PUT', `${OF_SHOP}/db/ports`, '{"ports":[[{}]]}', 400, /\/ports\/0 must be an object/],
    ['a misspelt key (lessons 6)', 'PUT', `${OF_SHOP}/db/ports`, '{"port":[]}', 400, /did you mean ports\?/],
    ['no key (lessons 6)', 'PUT', `${OF_SHOP}/db/ports`, '{}', 400, /\/ports is required/],
    [
      'an unknown template',
      'POST',
      OF_SHOP,
      '{"instance_id":"x","template":"nope"}',
      404,
      /There is no template "nope"/,
    ],
    ['a name that is taken', 'POST', '/stacks', '{"name":"shop"}', 409, /A stack "shop" exists already/],
    [
      '1 MiB and more',
      'POST',
      '/stacks',
      JSON.stringify({ name: 'x'.repeat(1_100_000) }),
      413,
      /^The body is larger than 1048576 bytes; BODY_LIMIT sets the limit\.$/,
    ],
  ])('%s', async (_, method, path, body, status, detail) => {
    const problem = expectProblem(await send(method, `/api/v1${path}`, body), status, `/api/v1${path}`);
    expect(problem.detail).toMatch(detail);
  });

  it('at most 100 entries, however many rows are wrong, and none repeats a sensitive value', async () => {
    const env_vars = Array.from({ length: 1000 }, () => ({ key: 'A B', value: ['hunter2'] }));
    const answer = await send('PUT', `/api/v1${OF_SHOP}/db/env-vars`, JSON.stringify({ env_vars }));
    expect(expectProblem(answer, 400).errors).toHaveLength(100);
    expect(answer.text).not.toContain('hunter2');
  });

  it.each([
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'nonsense',
  ])('a body of type %s', async (type) => {
    expectProblem(await send('POST', '/api/v1/stacks', '{"name":"x"}', { 'content-type': type }), 415);
  });
});

describe('addresses', () => {
  const long = 'x'.repeat(3000);
  it.each<[string, string, string, number, RegExp]>([
    ['an unknown path', 'GET', '/nope', 404, /nothing at \/api\/v1\/nope for GET/],
    ['an unknown stack', 'GET', '/stacks/nope', 404, /There is no stack "nope"/],
    ['a reserved name', 'GET', '/stacks/%2e%2e', 404, /./],
    ['an over-long segment', 'GET', `/stacks/${long}`, 414, /./],
    ['bad percent-encoding', 'GET', '/stacks/%zz', 400, /cannot be read/],
    ['bytes that are no UTF-8', 'GET', '/stacks/%ff', 400, /cannot be read/],
    ['half of a surrogate pair', 'GET', '/stacks/%ed%a0%80', 400, /cannot be read/],
    ['a NUL in the path', 'GET', '/stacks/%00', 400, /address holds a NUL/],
    ['a NUL in an instance', 'PUT', `${OF_SHOP}/a%00/ports`, 400, /address holds a NUL/],
    ['a NUL in a file path', 'GET', `${OF_SHOP}/db/files/etc/%00`, 400, /address holds a NUL/],
    ['.. in a file path (lessons 19)', 'PUT', `${OF_SHOP}/db/files/a/..%2f..%2fetc/passwd`, 400, /without "\.\."/],
    ['.. in the path of a file to read (lessons 19)', 'GET', `${OF_SHOP}/db/files/a/..%2f..%2fetc/passwd`, 404, /./],
    ['bad encoding in a file path', 'GET', `${OF_SHOP}/db/files/%zz`, 400, /./],
    ['an unknown parameter', 'GET', '/stacks?limt=1', 400, /did you mean limit\?/],
    ['a repeated parameter', 'GET', '/stacks?limit=1&limit=2', 400, /limit must be an integer/],
    ['a limit of 2^31', 'GET', '/stacks?limit=2147483648', 400, /limit must be an integer from 1 to 500/],
    ['a cursor that was made up', 'GET', '/stacks?cursor=abc', 400, /cursor must come from the Link header/],
    ['a NUL in a parameter', 'GET', '/stacks?search=%00', 400, /NUL/],
    ['a parameter called __proto__', 'GET', '/stacks?__proto__=1', 400, /./],
    ['a list in brackets', 'GET', '/stacks?search[]=a', 400, /is not known here/],
    ['an id beyond the column', 'DELETE', '/stacks/trash/shop?id=2147483648', 400, /id must be an integer/],
  ])('%s', async (_, method, path, status, detail) => {
    const body = method === 'PUT' ? '{"content":""}' : undefined;
    const problem = expectProblem(await send(method, `/api/v1${path}`, body, body ? JSON_TYPE : {}), status);
    expect(problem.detail).toMatch(detail);
  });

  it.each([
    ['PATCH', '/api/v1/stacks', ['GET', 'HEAD', 'POST']],
    ['DELETE', '/api/v1/stacks?x=1', ['GET', 'HEAD', 'POST']],
    ['OPTIONS', '/api/v1/stacks/shop', ['DELETE', 'GET', 'HEAD', 'PUT']],
    ['POST', `/api/v1${OF_SHOP}/db/ports`, ['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT']],
    ['POST', `/api/v1${OF_SHOP}/db/files/etc/app.conf`, ['DELETE', 'GET', 'HEAD', 'PUT']],
    ['POST', '/health/live', ['GET', 'HEAD']],
  ])('%s %s is a 405 that says what is possible', async (method, path, allowed) => {
    const answer = await send(method, path, undefined, {});
    expectProblem(answer, 405, path.split('?')[0]);
    expect(String(answer.headers.allow).split(', ').toSorted()).toEqual(allowed);
  });

  it('HEAD is GET without the body', async () => {
    const [head, get] = [await send('HEAD', '/api/v1/stacks/shop'), await send('GET', '/api/v1/stacks/shop')];
    expect([head.status, head.text]).toEqual([200, '']);
    expect(head.headers['content-length']).toBe(get.headers['content-length']);
    expect((await send('HEAD', '/api/v1/stacks/nope')).status).toBe(404);
  });
});

describe('what is no HTTP at all', () => {
  it.each<[string, string | Buffer, number]>([
    ['a text', 'hello\r\n\r\n', 400],
    ['binary', Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01]), 400],
    ['no host', 'GET /api/v1/stacks HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
    ['a header without colon', 'GET / HTTP/1.1\r\nHost: a\r\nnonsense\r\n\r\n', 400],
    ['two lengths', 'POST /api/v1/stacks HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['a header of 64 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(65_536)}\r\n\r\n`, 431],
  ])('%s', async (_, bytes, status) => {
    expectProblem(await sendBytes(server.url, bytes), status);
  });

  it.each([
    ['an expectation that nobody meets', 'POST /api/v1/stacks HTTP/1.1', 'Expect: 200-maybe', 417],
    ['CONNECT', 'CONNECT example.org:443 HTTP/1.1', 'Accept: */*', 405],
  ])('%s', async (_, line, header, status) => {
    const bytes = `${line}\r\nHost: localhost\r\n${header}\r\nConnection: close\r\n\r\n`;
    expectProblem(await sendBytes(server.url, bytes), status);
  });
});
