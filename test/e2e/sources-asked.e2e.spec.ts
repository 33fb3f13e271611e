import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { SourceSchedule } from '../../src/transfer/sources/source-schedule.js';
import { composeWith, SOURCE, type SourcedStack, startSourcedStack } from '../setup/sourced-stack.js';

const SECRET = 'correct-horse-of-a-webhook';

let { served, server, source, put, sync, nameOfDb, close }: SourcedStack = Object.create(null);
beforeAll(async () => {
  ({ served, server, source, put, sync, nameOfDb, close } = await startSourcedStack());
  await served.commit({ 'compose.yaml': composeWith('one') });
  await put({ secret: SECRET });
  await sync();
});
afterAll(() => close());
beforeEach(() => {
  served.instead = undefined;
  served.credentials = undefined;
});

describe('a webhook', () => {
  const body = JSON.stringify({ ref: 'refs/heads/main' });
  const signed = (secret: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const call = (headers: IncomingHttpHeaders) =>
    server.http.post(`${SOURCE}/webhook`).set('content-type', 'application/json').set(headers).send(body);
  const until = async (name: string) => {
    while ((await nameOfDb()) !== name) await sleep(20);
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
    await served.commit({ 'compose.yaml': composeWith('five') });
    await call({ 'x-hub-signature-256': signed(SECRET) }).expect(204);
    await until('five');
    await served.commit({ 'compose.yaml': composeWith('six') });
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

  it('is read when its time has come, and only where there is something new', async () => {
    expect(await look()).toEqual([]);
    await put({ interval_seconds: 60 });
    expect(await look()).toEqual([]);
    await due();
    expect(await look()).toEqual(['GET']);
    await served.commit({ 'compose.yaml': composeWith('seven') });
    await due();
    expect(await look()).toEqual(['GET', 'GET', 'POST']);
    expect(await nameOfDb()).toBe('seven');
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
