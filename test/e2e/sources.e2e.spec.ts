import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SourceSchedule } from '../../src/transfer/sources/source-schedule.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { GitServer } from '../setup/git-server.js';
import { newStack, TIME } from '../setup/story.js';

const SECRET = 'correct-horse-of-a-webhook';
const TOKEN = 'token-of-a-repository';
const PATH = '/stacks/shop/source';
const compose = (db: string) => `services:
  db: { image: "acme/db:1", environment: { NAME: "${db}" } }
  web: { image: "acme/web:\${TAG:-1}" }
`;

let served: GitServer;
let server: TestApp;

beforeAll(async () => {
  served = await GitServer.start();
  const origin = new URL('/', served.url).href;
  server = await startTestApp({ DEVARCH_SOURCE_URLS: `${origin},file://${served.dir}/` });
  await newStack(server, 'shop');
});
afterAll(async () => {
  await server.close();
  await served.close();
});
beforeEach(() => {
  served.instead = undefined;
  served.credentials = undefined;
});

const source = async (query = '') => (await server.http.get(`${PATH}${query}`).expect(200)).body;
const put = async (rest: object, status = 200, stack = 'shop') =>
  (
    await server.http
      .put(`/stacks/${stack}/source`)
      .send({ url: served.url, ...rest })
      .expect(status)
  ).body;
const sync = async (status = 200, query = '') => (await server.http.post(`${PATH}/sync${query}`).expect(status)).body;
const names = async () =>
  (await server.http.get('/stacks/shop/instances').expect(200)).body.map(
    (one: { instance_id: string }) => one.instance_id,
  );
const nameOf = async (instance: string) =>
  (await server.http.get(`/stacks/shop/instances/${instance}/effective-config`).expect(200)).body.env_vars[0]?.value;

describe('the source of a stack', () => {
  it('is none at first, which says how to give one', async () => {
    expect((await server.http.get(PATH).expect(404)).body.detail).toBe(
      'Stack "shop" has no source; PUT …/source gives it one.',
    );
    expect((await server.http.post(`${PATH}/sync`).expect(404)).body.detail).toContain('has no source');
    await server.http.get('/stacks/none/source').expect(404);
    await server.http.delete(PATH).expect(204);
  });

  it('is given as a whole, secrets masked, and can be sent back as it was read', async () => {
    const given = await put({ token: TOKEN, secret: SECRET });
    expect(given).toEqual({
      ...{ url: served.url, ref: null, path: '', interval_seconds: null, username: 'git', token: '***', secret: '***' },
      ...{ state: 'never', last_commit: null, last_checked_at: null, last_synced_at: null, error: null },
      ...{ created_at: TIME, updated_at: TIME },
    });
    expect(await source()).toEqual({ ...given, pending: null });
    expect(await put(given)).toEqual({ ...given, updated_at: TIME });
    expect(await put({ token: null })).toMatchObject({ token: null, secret: '***' });
    const stored = await server.dataSource.query('SELECT * FROM git_source_secrets');
    expect(JSON.stringify(stored)).not.toContain(SECRET);
  });

  it.each([
    ['a user in the address', { url: 'https://ada:s3cret@git.example.com/x' }, '/url'],
    ['another protocol', { url: 'ssh://git.example.com/x' }, '/url'],
    ['a way out of the repository', { path: '../x' }, '/path'],
    ['a ref that is an option', { ref: '--upload-pack=x' }, '/ref'],
    ['an interval that is too short', { interval_seconds: 1 }, '/interval_seconds'],
  ])('refuses %s', async (_, rest, pointer) => {
    const { errors, detail } = await put(rest, 400);
    expect(errors).toMatchObject([{ pointer }]);
    expect(detail).not.toContain('s3cret');
  });

  it('refuses addresses that nobody lets in', async () => {
    for (const url of ['http://git.example.com/x', 'http://127.0.0.1:1/x', 'file:///etc/'])
      expect((await put({ url }, 422)).errors).toMatchObject([{ pointer: '/url' }]);
  });

  it('never sends a token to another host than the one that it was given for', async () => {
    await put({ token: TOKEN });
    expect((await put({ url: 'https://evil.example/x' }, 422)).errors).toMatchObject([{ pointer: '/token' }]);
    expect(await put({ url: 'https://evil.example/x', token: null })).toMatchObject({ token: null });
    await put({});
  });
});

describe('a sync', () => {
  it('says why a repository cannot be read, and the stack stays as it is', async () => {
    served.credentials = `git:${TOKEN}`;
    expect((await sync(422)).detail).toBe(
      `The repository ${served.url} cannot be read: it asks who reads it; give a token.`,
    );
    expect(await source()).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('give a token'),
      last_checked_at: TIME,
    });
    expect(await names()).toEqual([]);
    await put({ token: TOKEN });
    await served.commit({ 'compose.yaml': compose('one'), '.env': 'TAG=2\n' });
    expect(await source('?check=true')).toMatchObject({ pending: { file: 'compose.yaml' } });
  });

  it('rehearsed, says what it would do, and does nothing', async () => {
    const { commit, report } = await sync(200, '?dry_run=true');
    expect(report).toMatchObject({ dry_run: true, stack: { name: 'shop' } });
    expect(await source('?check=true')).toMatchObject({ last_commit: null, pending: { commit, report } });
    expect(await names()).toEqual([]);
  });

  it('makes the stack what the file says, with the .env beside it', async () => {
    const { commit, file, report } = await sync();
    expect(file).toBe('compose.yaml');
    expect(report).toMatchObject({ dry_run: false });
    expect(await names()).toEqual(['db', 'web']);
    expect(await server.http.get('/stacks/shop/variables')).toMatchObject({ body: [{ key: 'TAG', value: '2' }] });
    expect(await source()).toMatchObject({ state: 'synced', last_commit: commit, last_synced_at: TIME, error: null });
  });

  it('of a file that cannot be imported changes nothing, and names the file and the commit', async () => {
    const commit = await served.commit({ 'compose.yaml': compose('two').replace('acme/db:1', 'A B') });
    const { detail, errors } = await sync(422);
    expect(detail).toContain(`compose.yaml at commit ${commit.slice(0, 12)} cannot be imported: `);
    expect(errors).toMatchObject([{ pointer: expect.stringMatching(/^\/compose\.yaml#\/services\/db/) }]);
    expect(await nameOf('db')).toBe('one');
    expect(await source()).toMatchObject({ state: 'failed', last_commit: expect.not.stringContaining(commit) });
  });

  it('goes on when the file is right again', async () => {
    await served.commit({ 'compose.yaml': compose('two') });
    await sync();
    expect(await nameOf('db')).toBe('two');
  });

  it('is one at a time, here and in every replica', async () => {
    await served.commit({ 'compose.yaml': compose('three') });
    const results = await Promise.all(
      Array.from({ length: 8 }, () => server.http.post(`${PATH}/sync`).then(({ status }) => status)),
    );
    expect(results.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(new Set(results)).toEqual(new Set(results.some((status) => status === 409) ? [200, 409] : [200]));
    expect(await nameOf('db')).toBe('three');
    expect(await server.dataSource.query('SELECT lease FROM git_sources')).toEqual([{ lease: null }]);
  });

  it('does not finish where the source was changed while it was read', async () => {
    await served.commit({ 'compose.yaml': compose('four') });
    served.instead = (response) => {
      served.instead = undefined;
      void put({ ref: 'other' }).then(() => response.writeHead(500).end());
    };
    await sync(422);
    expect(await source()).toMatchObject({ ref: 'other', state: 'never', error: null });
    expect(await nameOf('db')).toBe('three');
    await put({ ref: null });
  });
});

describe('a webhook', () => {
  const body = JSON.stringify({ ref: 'refs/heads/main' });
  const signed = (secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const call = (headers: IncomingHttpHeaders) =>
    server.http.post(`${PATH}/webhook`).set('content-type', 'application/json').set(headers).send(body);
  const until = async (name: string) => {
    while ((await nameOf('db')) !== name) await sleep(20);
  };

  it('without a signature, or with a wrong one, is refused', async () => {
    for (const headers of [{ 'x-none': '' }, { 'x-hub-signature-256': signed('other') }, { 'x-gitlab-token': 'other' }])
      expect((await call(headers).expect(403)).body.detail).toBe(
        'The message is not signed with the secret of the source.',
      );
    await put({ secret: null });
    expect((await call({ 'x-hub-signature-256': signed(SECRET) }).expect(403)).body.detail).toContain(
      'takes no webhook',
    );
    await put({ secret: SECRET });
  });

  it('that is signed has the repository read', async () => {
    await served.commit({ 'compose.yaml': compose('five') });
    await call({ 'x-hub-signature-256': signed(SECRET) }).expect(204);
    await until('five');
    await served.commit({ 'compose.yaml': compose('six') });
    await call({ 'x-gitlab-token': SECRET }).expect(204);
    await until('six');
  });
});

describe('looked at regularly', () => {
  const due = () => server.dataSource.query("UPDATE git_sources SET last_checked_at = now() - interval '2 minutes'");
  /** What the repository was asked while those that are due were read. */
  const look = async () => {
    served.asked.length = 0;
    const schedule = server.get(SourceSchedule);
    schedule.look();
    await schedule.looked();
    return served.asked.map((line) => line.split(' ')[0]);
  };

  it('it is read when its time has come, and only where there is something new', async () => {
    expect(await look()).toEqual([]);
    await put({ interval_seconds: 60 });
    expect(await look()).toEqual([]);
    await due();
    expect(await look()).toEqual(['GET']);
    await served.commit({ 'compose.yaml': compose('seven') });
    await due();
    expect(await look()).toEqual(['GET', 'GET', 'POST']);
    expect(await nameOf('db')).toBe('seven');
    await sync();
  });

  it('a failure waits for the next time, and one that was interrupted for the end of its lease', async () => {
    await due();
    served.instead = (response) => void response.writeHead(500).end();
    expect(await look()).toEqual(['GET']);
    expect(await look()).toEqual([]);
    expect(await source()).toMatchObject({ state: 'failed', error: expect.stringContaining('answers 500') });
    await due();
    await server.dataSource.query(
      "UPDATE git_sources SET lease = gen_random_uuid(), leased_until = now() + interval '1 minute'",
    );
    expect(await look()).toEqual([]);
    await server.dataSource.query('UPDATE git_sources SET leased_until = now()');
    served.instead = undefined;
    expect(await look()).toEqual(['GET', 'POST']);
    expect(await source()).toMatchObject({ state: 'synced', error: null });
  });

  it('one of the trash is not', async () => {
    await due();
    await server.http.delete('/stacks/shop').expect(204);
    expect(await look()).toEqual([]);
    await server.http.post('/stacks/trash/shop/restore').expect(200);
  });
});

describe('what becomes of it', () => {
  it('a rename keeps it, a clone has none, the trash brings it back, a purge takes it away', async () => {
    await server.http.post('/stacks/shop/clone').send({ name: 'shop-two' }).expect(201);
    await server.http.get('/stacks/shop-two/source').expect(404);
    await server.http.post('/stacks/shop/rename').send({ name: 'store' }).expect(200);
    await server.http.get('/stacks/store/source').expect(200);
    await server.http.delete('/stacks/store').expect(204);
    await server.http.get('/stacks/store/source').expect(404);
    await server.http.post('/stacks/trash/store/restore').expect(200);
    await server.http.post('/stacks/store/source/sync').expect(200);
    await server.http.delete('/stacks/store').expect(204);
    await server.http.delete('/stacks/trash/store').expect(204);
    expect(await server.dataSource.query('SELECT * FROM git_sources')).toEqual([]);
    expect(await server.dataSource.query('SELECT * FROM git_source_secrets')).toEqual([]);
  });
});
