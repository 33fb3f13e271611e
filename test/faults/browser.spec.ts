import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { startTestApp, type TestApp } from '../setup/app.js';
import { Chromium, findChromium, type Page } from '../setup/chromium.js';

/** What only a browser can show: that its rules and our headers together keep pages out, and let our own page work. */

const found = findChromium();
const inBrowser = 'path' in found ? describe : describe.skip;
if ('missing' in found) console.warn(`Skipped: the tests in a browser, as this machine lacks ${found.missing}.`);

const [EVIL, REBOUND, FRIEND] = ['evil.example', 'rebound.example', 'dashboard.example'];
const SECRET = 'correct-horse-battery';

let chromium: Chromium;
let server: TestApp;
/** Serves the same empty page under every name. */
let pages: Server;
let page: Page;
let port: number;

beforeAll(async () => {
  if (!('path' in found)) return;
  pages = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><p>Hello'));
  await once(pages.listen(0, '127.0.0.1'), 'listening');
  port = Number(Reflect.get(Object(pages.address()), 'port'));
  server = await startTestApp({ DEVARCH_CORS_ORIGINS: `http://${FRIEND}:${port}` });
  const env_vars = [{ key: 'PASSWORD', value: SECRET, is_secret: true }];
  await server.http.post('/services').send({ name: 'web', image_name: 'nginx', env_vars }).expect(201);
  await server.http.post('/stacks').send({ name: 'mine' }).expect(201);
  await server.http.post('/stacks/mine/instances').send({ instance_id: 'web', template: 'web' }).expect(201);
  server.app.getHttpServer().on('request', ({ method, url }: IncomingMessage, response: ServerResponse) => {
    response.on('finish', () => answered.push(`${method} ${url} ${response.statusCode}`));
  });
  chromium = await Chromium.start(found.path, [EVIL, REBOUND, FRIEND, 'localhost']);
  page = await chromium.page();
}, 60_000);

afterAll(async () => {
  await chromium?.close();
  await server?.close();
  pages?.close();
});

/** What the server answered to whom, in the order in which it did. */
const answered: string[] = [];
const stacks = async () => (await server.http.get('/stacks').expect(200)).body;

/** How a script of that address ends in the page. */
const script = (url: string) => `new Promise((resolve) => {
  const element = document.createElement('script');
  element.onload = () => resolve('loaded');
  element.onerror = () => resolve('refused');
  element.src = ${JSON.stringify(url)};
  document.head.append(element);
})`;

/** What a request of the page comes to: its status and text, or that it was kept from it. */
const request = (url: string, options: object = {}) =>
  `fetch(${JSON.stringify(url)}, ${JSON.stringify(options)})
    .then(async (answer) => [answer.type, answer.status, await answer.text()], () => ['kept from it'])`;

/** A frame of that address, filled by a form where a method is given; over once it has loaded, whatever it shows. */
const frame = (url: string, method = '') => `new Promise((resolve) => {
  const frame = document.createElement('iframe');
  frame.name = 'frame' + Math.random();
  const form = document.createElement('form');
  Object.assign(form, { action: ${JSON.stringify(url)}, method: ${JSON.stringify(method)}, target: frame.name });
  if (${method === ''}) frame.src = form.action;
  document.body.append(frame, form);
  if (${method !== ''}) form.submit();
  setTimeout(() => (frame.onload = resolve));
  frame.onload = resolve;
}).then(() => 'over')`;

const READ = ['/stacks/mine/compose/env', '/stacks/mine/compose', '/stacks', '/services'];
const KEPT = ['kept from it'];
const JSON_BODY = { headers: { 'content-type': 'application/json' }, body: '{"name":"theirs"}' };

inBrowser.each([
  ['another site', EVIL],
  ['another port of this machine', '127.0.0.1'],
  ['another name of this machine', 'localhost'],
])('in Chromium, a page of %s', (_, name) => {
  let before: unknown;
  beforeEach(async () => {
    before = await stacks();
    answered.length = 0;
    await page.open(`http://${name}:${port}/`);
  });
  afterEach(async () => expect(await stacks()).toEqual(before));

  it('has script elements and requests that work elsewhere', async () => {
    expect(await page.run(script('/own.js'))).toBe('loaded');
    expect(await page.run(request('/'))).toEqual(['basic', 200, expect.stringContaining('Hello')]);
    for (const path of READ) await server.http.get(path).expect(200);
  });

  it('runs none of our answers as a script', async () => {
    for (const path of READ) expect([path, await page.run(script(server.api + path))]).toEqual([path, 'refused']);
  });

  it('reads nothing', async () => {
    for (const path of READ) {
      expect([path, await page.run(request(server.api + path))]).toEqual([path, KEPT]);
      expect([path, await page.run(request(server.api + path, { mode: 'no-cors' }))]).toEqual([path, KEPT]);
    }
  });

  it('changes nothing by a request that needs no leave', async () => {
    for (const path of ['/stacks/mine/disable', '/stacks/mine/overrides/prune', '/stacks']) {
      answered.length = 0;
      await page.run(request(server.api + path, { method: 'POST', mode: 'no-cors', body: JSON_BODY.body }));
      await page.run(request(server.api + path, { method: 'POST', mode: 'no-cors' }));
      await page.run(`navigator.sendBeacon(${JSON.stringify(server.api + path)})`);
      while (answered.length < 3) await setImmediate();
      expect(new Set(answered)).toEqual(new Set([`POST /api/v1${path} 403`]));
    }
  });

  it('changes nothing by a request that asks for leave', async () => {
    expect(await page.run(request(`${server.api}/stacks`, { method: 'POST', ...JSON_BODY }))).toEqual(KEPT);
    expect(await page.run(request(`${server.api}/stacks/mine`, { method: 'DELETE' }))).toEqual(KEPT);
  });

  it('changes nothing by a form', async () => {
    await page.run(frame(`${server.api}/stacks/mine/disable`, 'post'));
    while (answered.length === 0) await setImmediate();
    expect(answered).toEqual(['POST /api/v1/stacks/mine/disable 403']);
  });

  it('frames nothing', async () => {
    await page.run(frame(`http://${name}:${port}/`));
    expect(page.complaints).toEqual([]);
    for (const path of ['/docs', '/api/v1/stacks', '/openapi.json']) {
      page.complaints.length = 0;
      await page.run(frame(server.url + path));
      expect(page.complaints.join('\n')).toContain('frame-ancestors');
    }
  });
});

inBrowser('in Chromium, a name that is turned to this machine', () => {
  it('leads to a server that answers nothing, though the browser takes it for one origin', async () => {
    const before = await stacks();
    await page.open(`http://${REBOUND}:${new URL(server.url).port}/`);
    expect(await page.run('location.host')).toMatch(REBOUND);
    for (const [method, path] of [
      ['GET', '/stacks'],
      ['POST', '/stacks/mine/disable'],
      ['DELETE', '/stacks/mine'],
    ])
      expect(await page.run(request(`/api/v1${path}`, { method }))).toEqual([
        'basic',
        421,
        expect.stringContaining('does not answer for the host'),
      ]);
    expect(await stacks()).toEqual(before);
  });
});

inBrowser('in Chromium, a page of an allowed origin', () => {
  it('reads answers with their headers, and changes things', async () => {
    await page.open(`http://${FRIEND}:${port}/`);
    const count = `fetch(${JSON.stringify(`${server.api}/stacks?total=true`)})
      .then((answer) => answer.headers.get('x-total-count'))`;
    expect(await page.run(count)).toBe('1');
    const made = await page.run(request(`${server.api}/stacks`, { method: 'POST', ...JSON_BODY }));
    expect(made).toEqual(['cors', 201, expect.stringContaining('theirs')]);
    expect(await page.run(request(`${server.api}/stacks/theirs`, { method: 'DELETE' }))).toEqual(['cors', 204, '']);
  });
});

inBrowser('in Chromium, Swagger UI', () => {
  it('loads without a complaint, and its Execute reads and writes', async () => {
    await page.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(violatedDirective, blockedURI))`,
    });
    await page.open(`${server.url}/docs`);
    await page.until(`document.querySelectorAll('.opblock-tag').length > 5`);
    answered.length = 0;
    expect(await execute('listStacks')).toBe('200');
    expect(await execute('createStack')).toBe('201');
    expect(answered.filter((line) => line.includes('/api/'))).toEqual([
      expect.stringMatching(/^GET .*stacks.* 200$/),
      'POST /api/v1/stacks 201',
    ]);
    expect(page.complaints).toEqual([]);
  }, 120_000);
});

/** Unfolds an operation of the page, presses Execute once as it is filled in, and waits for the status that it shows. */
async function execute(operation: string): Promise<unknown> {
  const block = `document.querySelector('[id$="-${operation}"]')`;
  await page.run(`document.querySelector('[id="operations-tag-Stacks"]').dataset.isOpen === 'true' ||
    document.querySelector('[id="operations-tag-Stacks"]').click()`);
  await page.until(block);
  await page.run(`${block}.querySelector('.opblock-summary-control').click()`);
  await page.until(`${block}.querySelector('button.execute')`);
  await page.run(`${block}.querySelector('button.execute').click()`);
  const status = `${block}.querySelector('.live-responses-table .response .response-col_status')`;
  await page.until(status);
  return page.run(`${status}.innerText.trim().slice(0, 3)`);
}
