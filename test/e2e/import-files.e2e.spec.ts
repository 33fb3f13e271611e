import { startTestApp, type TestApp } from '../setup/app.js';

/** Compose files that belong together: merged, extended, included, and told apart in every report. */

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
});
afterAll(() => server.close());

const post = (path: string, body: object) => server.http.post(path).send(body);
const importFiles = (files: object[], more: object = {}) =>
  post('/stacks/import', { format: 'compose', files, ...more });
const file = (name: string, content: string) => ({ name, content });
const get = async (path: string) => (await server.http.get(path).expect(200)).body;
const effective = (stack: string, name: string) => get(`/stacks/${stack}/instances/${name}/effective-config`);
const variables = (config: { env_vars: { key: string; value: string }[] }) =>
  Object.fromEntries(config.env_vars.map(({ key, value }) => [key, value]));

const COMMON = file('common.yaml', 'services: {web: {image: "acme/web:1", environment: {A: "1"}}}');

it('a service extends one of another file, which is refused where that is not given (case 08)', async () => {
  const content = 'services: {web: {extends: {file: common.yaml, service: web}, ports: ["8080:80"]}}';
  const alone = await post('/stacks/import', { format: 'compose', name: 'eight', content }).expect(400);
  expect(alone.body.errors).toEqual([
    { pointer: '/content#/services/web/extends', reason: expect.stringContaining('give it in files') },
  ]);
  const { body } = await post('/stacks/import', { format: 'compose', name: 'eight', content, files: [COMMON] }).expect(
    200,
  );
  expect(body.losses).toEqual([]);
  const config = await effective('eight', 'web');
  expect(config).toMatchObject({ image_name: 'acme/web', ports: [{ host_ip: null, host_port: 8080 }] });
  expect(variables(config)).toEqual({ A: '1' });
});

it('tags take away and override what is inherited (case 24)', async () => {
  const content = `services:
  base: {image: "x/y:1", ports: ["80:80"], environment: {A: "1", B: "2"}}
  a: {extends: base, ports: !reset [], environment: !override {C: "3"}}`;
  await post('/stacks/import', { format: 'compose', name: 'tags', content }).expect(200);
  const config = await effective('tags', 'a');
  expect(config.ports).toEqual([]);
  expect(variables(config)).toEqual({ C: '3' });
});

describe('several files', () => {
  const FILES = [
    file(
      'app/compose.yaml',
      'name: several\ninclude: [../db/compose.yaml]\nservices:\n  web:\n    image: acme/web:${TAG:-1}\n    env_file: web.env\n    volumes: [./data:/data]\n',
    ),
    file(
      'db/compose.yaml',
      'services:\n  db:\n    image: acme/db:${TAG:-0}\n    volumes: [./data:/data]\n    container_name: mine\n',
    ),
    file('db/.env', 'TAG=9'),
    file('app/web.env', 'A=1\nTOKEN=s3cret-value'),
    file('app/.env', 'TAG=2'),
    file(
      'app/compose.override.yaml',
      'services:\n  web:\n    environment: {A: "2"}\n    networks: {x: {aliases: [y]}}\n',
    ),
    file('notes.txt', 'none'),
  ];

  it('become one stack, whose report names file and line', async () => {
    const { body } = await importFiles(FILES).expect(200);
    expect(body.stack.name).toBe('several');
    const told = [body, ...body.instances].flatMap(({ losses }) => losses);
    expect(told.map(({ code, where, line }) => `${code} ${where} ${line}`).toSorted()).toEqual([
      'container-name-dropped /files/1/content#/services/db/container_name 5',
      'file-unused /files/6/content null',
      'network-merged /files/5/content#/services/web/networks 4',
      'network-option-dropped /files/5/content#/services/web/networks/x/aliases 4',
      'variable-default-differs /files/0/content#/services/web/image 5',
    ]);
    const web = await effective('several', 'web');
    expect(web).toMatchObject({ image_tag: '2', volumes: [{ source: './data' }] });
    expect(variables(web)).toEqual({ A: '2', TOKEN: '***' });
    expect(await effective('several', 'db')).toMatchObject({ image_tag: '2', volumes: [{ source: '../db/data' }] });
    const again = await importFiles(FILES, { mode: 'update' }).expect(200);
    expect(again.body.instances.map(({ result }: { result: string }) => result)).toEqual(['unchanged', 'unchanged']);
  });

  it('are refused where one is wrong, by its place and line', async () => {
    const wrong = [FILES[0], file('db/compose.yaml', 'services:\n  db:\n    image: "bad image"\n')].filter(
      (it) => it !== undefined,
    );
    const { body } = await importFiles(wrong, { name: 'wrong' }).expect(400);
    expect(body.errors).toEqual([
      { pointer: '/files/1/content#/services/db/image', reason: expect.stringMatching(/^must be .* \(line 3\)$/) },
    ]);
    await server.http.get('/stacks/wrong').expect(404);
  });

  it('merge in the order that the request gives', async () => {
    const tag = (name: string, text: string) => file(name, `services: {a: {image: "x:${text}"}}`);
    const files = [tag('b.yaml', '2'), tag('a.yaml', '1'), tag('c.yaml', '3')];
    await importFiles(files, { name: 'ordered', merge: ['./a.yaml', 'b.yaml'] }).expect(200);
    expect(await effective('ordered', 'a')).toMatchObject({ image_tag: '2' });
    const unknown = await importFiles(files, { name: 'other', merge: ['d.yaml'] }).expect(400);
    expect(unknown.body.errors).toEqual([expect.objectContaining({ pointer: '/merge/0' })]);
  });

  it.each<[string, object, string]>([
    ['no file', { files: [] }, '/content'],
    ['an absolute name', { files: [file('/etc/compose.yaml', 'a: 1')] }, '/files/0/name'],
    ['a name that leads out', { files: [file('a/../../b.yaml', 'a: 1')] }, '/files/0/name'],
    ['a name twice', { files: [COMMON, file('./x/.././common.yaml', 'a: 1')] }, '/files/1/name'],
    ['a name twice, spelt otherwise', { files: [COMMON, file('.//common.yaml', 'a: 1')] }, '/files/1/name'],
    ['the name of the text', { content: 'services: {}', files: [file('compose.yaml', 'a: 1')] }, '/files/0/name'],
    ['a merge of what is not given', { content: 'services: {}', merge: ['a.yaml'] }, '/merge/0'],
    ['files of an export', { format: 'devarch', content: 'devarch: 1', files: [COMMON] }, '/files'],
    ['an export without text', { format: 'devarch' }, '/content'],
    ['too many', { files: Array.from({ length: 101 }, (_, n) => file(`${n}.yaml`, 'a: 1')) }, '/files'],
  ])('are refused: %s', async (_, body, pointer) => {
    const { body: problem } = await post('/stacks/import', { format: 'compose', name: 'refused', ...body }).expect(400);
    expect(problem.errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  it('may be larger than any other body, up to ten times', async () => {
    const text = (length: number) => file(`${length}.txt`, 'x'.repeat(length));
    const files = [COMMON, ...Array.from({ length: 8 }, (_, n) => text(1_000_000 + n))];
    const { body } = await importFiles(files, { name: 'large' }).expect(200);
    expect(body.losses).toHaveLength(8);
    const more = Array.from({ length: 11 }, (_, n) => text(1_000_000 + n));
    const refused = await importFiles(more, { name: 'larger' }).expect(413);
    expect(refused.body.detail).toContain('10485760');
    await post('/stacks', { name: 'small', description: 'x'.repeat(1_100_000) }).expect(413);
  });
});

it('templates come of several files, too', async () => {
  const files = [
    file(
      'compose.yaml',
      'services:\n  tpl:\n    extends: {file: common.yaml, service: web}\n    image: acme/tpl:${TAG}\n    secrets: [s]\n',
    ),
    COMMON,
    file('.env', 'TAG=7'),
  ];
  const { body } = await post('/services/import', { files }).expect(200);
  expect(body.services).toMatchObject([{ template: 'tpl', result: 'created' }]);
  expect(body.services[0].warnings).toEqual([
    expect.objectContaining({ code: 'variable-filled-in', where: '/files/0/content#/services/tpl/image', line: 4 }),
    expect.objectContaining({ code: 'secrets-kept', where: '/files/0/content#/services/tpl/secrets', line: 5 }),
  ]);
  expect(await get('/services/tpl')).toMatchObject({ image_tag: '7', env_vars: [{ key: 'A', value: '1' }] });
  const refused = await post('/services/import', {}).expect(400);
  expect(refused.body.errors).toEqual([expect.objectContaining({ pointer: '/compose' })]);
});
