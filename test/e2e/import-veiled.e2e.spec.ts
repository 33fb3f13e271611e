import { startTestApp, type TestApp } from '../setup/app.js';
import { newStack } from '../setup/story.js';

/** What an import takes for a secret, wherever it stands and whether it is sealed or not, no list of changes repeats. */
let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

interface Entry {
  part: string;
  key: string;
  before?: object[];
  after?: object[];
}
const CONFIG = '/etc/app.conf';
const fileOf = (secret: string, level: string) => ({
  services: {
    web: {
      image: 'acme/web:1',
      command: `app --password=${secret}`,
      environment: { LEVEL: level, DB_PASSWORD: secret },
      labels: { API_TOKEN: secret, team: level },
      healthcheck: { test: `MYSQL_PWD=${secret} mysqladmin ping` },
      logging: { driver: 'splunk', options: { 'splunk-token': secret, 'splunk-index': level } },
      build: { context: '.', args: { DB_PASSWORD: secret } },
      'x-devarch': { config_files: [{ file_path: CONFIG, content: `level = ${level}\npassword = ${secret}\n` }] },
    },
  },
});
const bodyOf = (secret: string, level: string) => JSON.stringify(fileOf(secret, level));
const SECRETS = ['hunter2one', 'hunter2two', 'hunter2three'];

async function imported(stack: string, secret: string, level: string, more: object = {}) {
  const body = { format: 'compose', name: stack, content: bodyOf(secret, level), ...more };
  const answer = await server.http.post('/stacks/import').send(body).expect(200);
  for (const each of SECRETS) expect(answer.text).not.toContain(each);
  return answer.body;
}

const found = (entries: Entry[], part: string, key?: string) =>
  entries.find((entry) => entry.part === part && (key === undefined || entry.key === key));

it.each([true, false])('shows secrets of every place by their fingerprints, with detect_secrets %s', async (detect) => {
  const stack = `veiled-${detect}`;
  const more = { mode: 'update', detect_secrets: detect };
  await imported(stack, 'hunter2one', 'warn', { detect_secrets: detect });
  const { changed } = await imported(stack, 'hunter2two', 'info', more);
  const PLACES = [
    ['env_vars', 'DB_PASSWORD'],
    ['labels', 'API_TOKEN'],
    ['settings', 'command'],
    ['config_files', CONFIG],
    ['options', 'logging'],
    ['options', 'build'],
    ['healthcheck', undefined],
  ] as const;
  for (const [part, key] of PLACES) {
    const { before, after } = found(changed, part, key) ?? {};
    expect([part, before, after]).toEqual([
      part,
      [expect.objectContaining({ fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) })],
      [expect.objectContaining({ fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/) })],
    ]);
    expect(before).not.toEqual(after);
  }
  expect(found(changed, 'labels', 'team')).toMatchObject({ before: [{ value: 'warn' }], after: [{ value: 'info' }] });
  expect(found(changed, 'env_vars', 'LEVEL')).toMatchObject({
    before: [{ value: 'warn' }],
    after: [{ value: 'info' }],
  });
  expect(found(changed, 'options', 'logging')?.after).toMatchObject([
    { value: { driver: 'splunk', options: { 'splunk-token': '***', 'splunk-index': 'info' } } },
  ]);
});

it('nor do the lists of what is kept, dropped or in conflict', async () => {
  await imported('sides', 'hunter2one', 'warn');
  const set = [{ key: 'API_TOKEN', value: 'hunter2three' }];
  await server.http.patch('/stacks/sides/instances/web/labels').send({ set }).expect(200);
  const { conflicts } = await imported('sides', 'hunter2two', 'warn', { mode: 'update' });
  const label = { value: '***', fingerprint: expect.any(String) };
  expect(found(conflicts, 'labels', 'API_TOKEN')).toMatchObject({ base: [label], mine: [label], theirs: [label] });
  const again = await imported('sides', 'hunter2one', 'warn', { mode: 'update' });
  expect(found(again.kept, 'labels', 'API_TOKEN')).toMatchObject({ mine: [label], theirs: [label] });
  const bare = { content: JSON.stringify({ services: { web: { image: 'acme/web:1' } } }), mode: 'replace' };
  const { dropped } = await imported('sides', '', '', bare);
  expect(found(dropped, 'labels', 'API_TOKEN')).toMatchObject({ before: [label] });
});

it('nor those of templates', async () => {
  const send = async (secret: string, more: object) => {
    const answer = await server.http.post('/services/import').send({ compose: bodyOf(secret, 'warn'), ...more });
    for (const each of SECRETS) expect(answer.text).not.toContain(each);
    return answer.body.services[0];
  };
  await send('hunter2one', {});
  const { kept } = await send('hunter2two', { update: false });
  expect(kept.map(({ part }: Entry) => part)).toEqual(expect.arrayContaining(['labels', 'config_files', 'options']));
  const { changed } = await send('hunter2two', {});
  expect(found(changed, 'labels', 'API_TOKEN')).toMatchObject({
    before: [{ value: '***' }],
    after: [{ value: '***' }],
  });
});

it('nor a variable of the stack that sounds like a secret and is none', async () => {
  await newStack(server, 'plain');
  const content = (value: string) =>
    JSON.stringify({
      devarch: 1,
      stack: { name: 'plain' },
      variables: [{ key: 'A_TOKEN', value, is_secret: false }],
      instances: [],
    });
  const send = async (value: string) => {
    const body = { format: 'devarch', content: content(value), mode: 'update', name: 'plain' };
    const answer = await server.http.post('/stacks/import').send(body).expect(200);
    expect(answer.text).not.toContain('hunter2');
    return answer.body;
  };
  await send('hunter2one');
  expect((await send('hunter2two')).changed).toMatchObject([{ part: 'variables', after: [{ value: '***' }] }]);
});
