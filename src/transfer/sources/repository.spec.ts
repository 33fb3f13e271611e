import { GitServer } from '../../../test/setup/git-server.js';
import { findCommit, type Place, readSnapshot } from './repository.js';

let served: GitServer;
beforeAll(async () => {
  served = await GitServer.start();
});
afterAll(() => served.close());
beforeEach(() => {
  served.instead = undefined;
  served.credentials = undefined;
});

const place = (rest: Partial<Place> = {}): Place => {
  return { url: served.url, ref: null, path: '', username: 'git', token: null, ...rest };
};
const read = (rest: Partial<Place> = {}) => readSnapshot(place(rest), true);
const refusal = async (rest: Partial<Place> = {}) =>
  read(rest).then(
    () => 'it was read',
    (error: unknown) => String(Object(error).message),
  );

describe('what a repository holds', () => {
  it('is nothing before its first commit', async () => {
    expect(await refusal()).toMatch(/^The repository http.* cannot be read: /);
  });

  it('is the Compose file of its newest commit, with the .env beside it', async () => {
    const commit = await served.commit({ 'compose.yaml': 'services: {}\n', '.env': 'A=1\n' });
    const found = { commit, file: 'compose.yaml', content: 'services: {}\n', env: 'A=1\n' };
    expect(await read()).toEqual(found);
    expect(await readSnapshot(place({ url: `file://${served.dir}` }), false)).toEqual(found);
    expect(await findCommit(place(), true)).toBe(commit);
  });

  it('is a file or a folder by its path, on a branch or at a tag', async () => {
    await served.tag('v1');
    const commit = await served.commit({ 'deploy/shop.yaml': 'a: 1\n', 'deploy/docker-compose.yml': 'b: 2\n' });
    expect(await read({ path: 'deploy/shop.yaml' })).toMatchObject({ commit, content: 'a: 1\n', env: undefined });
    expect(await read({ path: 'deploy' })).toMatchObject({ file: 'deploy/docker-compose.yml', content: 'b: 2\n' });
    expect(await read({ path: '', ref: 'main' })).toMatchObject({ commit });
    expect(await refusal({ path: 'deploy', ref: 'v1' })).toMatch(
      /^The repository has no "deploy" at commit [0-9a-f]{12}\.$/,
    );
    expect(await read({ ref: 'v1' })).toMatchObject({ file: 'compose.yaml' });
  });
});

describe('what cannot be read says why', () => {
  it.each([
    ['a ref that is not there', { ref: 'none' }, 'it has no branch or tag "none"'],
    ['a folder without a Compose file', { path: 'empty' }, 'Its folder "empty" has none of compose.yaml'],
    ['a file that is no text', { path: 'binary' }, '"binary" is no text in UTF-8.'],
    ['a file that is too large', { path: 'large' }, '"large" has 1048577 bytes; at most 1048576 are read.'],
  ])('%s', async (_, rest, reason) => {
    await served.commit({ 'empty/note': 'x', large: 'x'.repeat(1024 * 1024 + 1) });
    await served.commit({ binary: Buffer.from([0xff, 0xfe, 0x00]) });
    expect(await refusal(rest)).toContain(reason);
  });

  it('a repository that asks who reads it', async () => {
    served.credentials = 'ada:s3cret';
    expect(await refusal()).toContain('it asks who reads it; give a token.');
    expect(await refusal({ token: 'wrong' })).toContain('its host does not accept username and token.');
    expect(await read({ username: 'ada', token: 's3cret' })).toMatchObject({ file: 'compose.yaml' });
  });

  it('a host that answers something else, moved away, or is not there', async () => {
    served.instead = (response) => void response.writeHead(500).end();
    expect(await refusal()).toContain('its host answers 500.');
    served.instead = (response) => void response.writeHead(302, { location: 'http://127.0.0.1/' }).end();
    expect(await refusal()).toContain('the address has moved (302); give the one that it leads to.');
    served.instead = (response) => void response.socket?.destroy();
    expect(await refusal()).toContain('cannot be read');
    expect(await refusal({ url: 'http://127.0.0.1:1/x' })).toContain('ECONNREFUSED');
  });

  it('an endless answer is cut off', async () => {
    served.instead = (response) => {
      const block = Buffer.alloc(1024 * 1024, '0');
      const more = () => {
        while (!response.destroyed && response.write(block)) continue;
        if (!response.destroyed) response.once('drain', more);
      };
      response.setHeader('content-type', 'application/x-git-upload-pack-advertisement');
      more();
    };
    expect(await refusal()).toContain('it answers more than 2 MiB.');
  });

  it('a private address is not even asked', async () => {
    const before = served.asked.length;
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '10.0.0.1', '[::ffff:127.0.0.1]'])
      await expect(readSnapshot(place({ url: served.url.replace('127.0.0.1', host) }), false)).rejects.toThrow(
        'has a private address, which only DEVARCH_SOURCE_URLS lets in',
      );
    expect(served.asked.length).toBe(before);
  });
});
