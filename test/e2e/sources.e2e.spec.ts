import { composeWith, SOURCE, type SourcedStack, startSourcedStack } from '../setup/sourced-stack.js';
import { TIME } from '../setup/story.js';

const SECRET = 'correct-horse-of-a-webhook';
const TOKEN = 'token-of-a-repository';

let { served, server, source, put, sync, nameOfDb, close }: SourcedStack = Object.create(null);
beforeAll(async () => {
  ({ served, server, source, put, sync, nameOfDb, close } = await startSourcedStack());
});
afterAll(() => close());
beforeEach(() => {
  served.instead = undefined;
  served.credentials = undefined;
});

const names = async () =>
  (await server.http.get('/stacks/shop/instances').expect(200)).body.map(
    (one: { instance_id: string }) => one.instance_id,
  );

describe('the source of a stack', () => {
  it('is none at first, which says how to give one', async () => {
    expect((await server.http.get(SOURCE).expect(404)).body.detail).toBe(
      'Stack "shop" has no source; PUT …/source gives it one.',
    );
    expect((await server.http.post(`${SOURCE}/sync`).expect(404)).body.detail).toContain('has no source');
    await server.http.get('/stacks/none/source').expect(404);
    await server.http.delete(SOURCE).expect(204);
  });

  it('is given as a whole, secrets masked, and can be sent back as it was read', async () => {
    const given = await put({ token: TOKEN, secret: SECRET });
    expect(given).toEqual({
      ...{ url: served.url, ref: null, path: '', interval_seconds: null, username: 'git', token: '***', secret: '***' },
      ...{ state: 'never', last_commit: null, last_checked_at: null, last_synced_at: null, error: null, pending: null },
      ...{ created_at: TIME, updated_at: TIME },
    });
    expect(await source()).toEqual(given);
    expect(await put(given)).toEqual({ ...given, updated_at: TIME });
    expect(await put({ token: null })).toMatchObject({ token: null, secret: '***' });
    const stored = await server.dataSource.query('SELECT * FROM git_source_secrets');
    expect(JSON.stringify(stored)).not.toContain(SECRET);
  });

  it.each([
    ['a user in the address', { url: 'https://ada:s3cret@git.example.com/x' }, '/url'],
    ['another protocol', { url: 'ssh://git.example.com/x' }, '/url'],
    ['a protocol in capitals', { url: 'FILE:///srv/git/x' }, '/url'],
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
    await served.commit({ 'compose.yaml': composeWith('one'), '.env': 'TAG=2\n' });
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
    const commit = await served.commit({ 'compose.yaml': composeWith('two').replace('acme/db:1', 'A B') });
    const { detail, errors } = await sync(422);
    expect(detail).toContain(`compose.yaml at commit ${commit.slice(0, 12)} cannot be imported: `);
    expect(errors).toMatchObject([{ pointer: expect.stringMatching(/^\/compose\.yaml#\/services\/db/) }]);
    expect(await nameOfDb()).toBe('one');
    expect(await source()).toMatchObject({ state: 'failed', last_commit: expect.not.stringContaining(commit) });
  });

  it('goes on when the file is right again', async () => {
    await served.commit({ 'compose.yaml': composeWith('two') });
    await sync();
    expect(await nameOfDb()).toBe('two');
  });

  it('is one at a time, here and in every replica', async () => {
    await served.commit({ 'compose.yaml': composeWith('three') });
    const results = await Promise.all(
      Array.from({ length: 8 }, () => server.http.post(`${SOURCE}/sync`).then(({ status }) => status)),
    );
    expect(results.filter((status) => status === 200).length).toBeGreaterThan(0);
    expect(new Set(results)).toEqual(new Set(results.some((status) => status === 409) ? [200, 409] : [200]));
    expect(await nameOfDb()).toBe('three');
    expect(await server.dataSource.query('SELECT lease FROM git_sources')).toEqual([{ lease: null }]);
  });

  it('does not finish where the source was changed while it was read', async () => {
    await served.commit({ 'compose.yaml': composeWith('four') });
    served.instead = (response) => {
      served.instead = undefined;
      void put({ ref: 'other' }).then(() => response.writeHead(500).end());
    };
    await sync(422);
    expect(await source()).toMatchObject({ ref: 'other', state: 'never', error: null });
    expect(await nameOfDb()).toBe('three');
    await put({ ref: null });
  });
});
