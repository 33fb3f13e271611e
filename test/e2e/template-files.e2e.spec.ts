import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';
import { newInstance, newStack, STORED } from '../setup/story.js';

/** One config file of a template by its path, beside files that are large. */
let server: TestApp;
const LARGE = 'x'.repeat(200_000);
const BESIDE = ['/etc/a.conf', '/etc/b.conf'].map((file_path) => ({ file_path, content: LARGE }));
const SMALL = '/services/postgres/files/etc/small.conf';

beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource);
  await server.http.put('/services/postgres/files').send({ config_files: BESIDE }).expect(200);
  await newStack(server, 'shop');
  for (const name of ['db', 'own']) await newInstance(server, 'shop', name);
  await server.http.put('/stacks/shop/instances/own/files/etc/small.conf').send({ content: 'mine' }).expect(200);
});
afterAll(() => server.close());
beforeEach(() => server.http.put(SMALL).send({ content: '1' }).expect(200));

/** Where each row is stored and by which transaction it was written, by its path. */
async function versions(): Promise<Record<string, string>> {
  const sql = "SELECT file_path, xmin || ' ' || ctid AS version FROM service_config_files";
  const rows = await server.dataSource.query<{ file_path: string; version: string }[]>(sql);
  return Object.fromEntries(rows.map(({ file_path, version }) => [file_path, version]));
}

const read = async (path: string) => (await server.http.get(path).expect(200)).body;
const revision = async (): Promise<number> => (await read('/services/postgres')).revision;

it('is stored with its defaults, read, changed in its place, and taken away', async () => {
  const first = await read(SMALL);
  const values = { file_path: '/etc/small.conf', content: '1', file_mode: '0644', is_template: false };
  expect(first).toEqual({ ...STORED, ...values });
  const { body: changed } = await server.http.put(SMALL).send({ content: '2', file_mode: '600' }).expect(200);
  expect(changed).toMatchObject({ id: first.id, created_at: first.created_at, content: '2', file_mode: '0600' });
  expect(await read('/services/postgres/files')).toEqual([
    ...BESIDE.map((file) => expect.objectContaining(file)),
    changed,
  ]);
  expect((await server.http.delete(SMALL).expect(204)).text).toBe('');
  const { body: missing } = await server.http.delete(SMALL).expect(404);
  expect(missing.detail).toContain('Template "postgres" has no config file "/etc/small.conf"');
  expect(await read('/services/postgres/files')).toHaveLength(2);
});

it('leaves the others unwritten, and itself where it is the same', async () => {
  const before = await versions();
  await server.http.put(SMALL).send({ content: '1' }).expect(200);
  expect(await versions()).toEqual(before);
  await server.http.put(SMALL).send({ content: '2' }).expect(200);
  expect(await versions()).toEqual({ ...before, '/etc/small.conf': expect.any(String) });
  expect((await versions())['/etc/small.conf']).not.toBe(before['/etc/small.conf']);
});

it('counts as a change of the template, which a refused one does not', async () => {
  const before = await revision();
  await server.http.put(SMALL).send({ content: '3' }).expect(200);
  expect(await revision()).toBe(before + 1);
  await server.http.delete('/services/postgres/files/etc/none.conf').expect(404);
  await server.http.put(SMALL).send({ content: 3 }).expect(400);
  await server.http.put(`${SMALL}?dry_run=true`).send({ content: '4' }).expect(200);
  await server.http.delete(`${SMALL}?dry_run=true`).expect(200);
  expect([await revision(), (await read(SMALL)).content]).toEqual([before + 1, '3']);
});

it('says with dry_run whom a write reaches, and whom not', async () => {
  const none = { added: [], removed: [], changed: [] };
  const reached = { instance_count: 2, affected_count: 1, shielded_count: 1, dry_run: true };
  const impact = async (verb: 'put' | 'delete', path: string, body?: object) =>
    (await server.http[verb](`/services/postgres/files${path}?dry_run=true`).send(body).expect(200)).body;
  const changed = await impact('put', '/etc/small.conf', { content: '5' });
  expect(changed).toMatchObject({ ...reached, changes: { config_files: { ...none, changed: ['/etc/small.conf'] } } });
  expect(
    changed.instances.map(({ instance_id, affected }: Record<string, unknown>) => [instance_id, affected]),
  ).toEqual([
    ['db', { config_files: ['/etc/small.conf'] }],
    ['own', {}],
  ]);
  const gone = await impact('delete', '/etc/small.conf');
  expect(gone).toMatchObject({ ...reached, changes: { config_files: { ...none, removed: ['/etc/small.conf'] } } });
  const same = await impact('put', '/etc/small.conf', { content: '1' });
  expect(same).toMatchObject({ affected_count: 0, shielded_count: 0, changes: { config_files: none } });
  const added = await impact('put', '/etc/new.conf', { content: '1' });
  expect(added).toMatchObject({ affected_count: 2, changes: { config_files: { ...none, added: ['/etc/new.conf'] } } });
  await server.http.delete('/services/postgres/files/etc/new.conf?dry_run=true').expect(404);
});

it.each([
  ['a body that is a list', [], { pointer: '', reason: expect.stringContaining('must be an object with content') }],
  ['a body without content', {}, { pointer: '/content' }],
  ['another path in the body', { content: '', file_path: '/etc/b' }, { pointer: '/file_path' }],
  ['a removal, which is for instances', { removed: true }, { pointer: '/removed' }],
  ['another number', { content: '', id: 999_999 }, { pointer: '/id' }],
  ['another time', { content: '', updated_at: '1999-01-31T09:30:00.000000Z' }, { pointer: '/updated_at' }],
])('refuses %s', async (_, body, error) => {
  for (const query of ['', '?dry_run=true']) {
    const answer = await server.http.put(`${SMALL}${query}`).send(body).expect(400);
    expect(answer.body.errors).toContainEqual(expect.objectContaining(error));
  }
});

it('is named by its canonical path, by the nearest where there is none, and by the template that is missing', async () => {
  await server.http.put('/services/postgres/files/etc//./small.conf').send({ content: '6' }).expect(200);
  expect((await read(SMALL)).content).toBe('6');
  const { body: near } = await server.http.get('/services/postgres/files/etc/smal.conf').expect(404);
  expect(near.detail).toContain('did you mean');
  const { body: wrong } = await server.http.put('/services/postgres/files/etc/../x').send({ content: '' }).expect(400);
  expect(wrong.errors[0]).toMatchObject({ parameter: 'path' });
  for (const verb of ['get', 'delete', 'put'] as const) {
    const body = verb === 'put' ? { content: '' } : undefined;
    const { body: nobody } = await server.http[verb]('/services/postgress/files/etc/a.conf').send(body).expect(404);
    expect(nobody.detail).toContain('postgress');
  }
});

it('may belong to a template that is called files', async () => {
  await server.http.post('/services').send({ name: 'files', image_name: 'files' }).expect(201);
  await server.http.put('/services/files/files/files/files').send({ content: 'a' }).expect(200);
  expect(await read('/services/files/files/files/files')).toMatchObject({ file_path: '/files/files', content: 'a' });
});

it('is refused where the template would have more than its whole list may have', async () => {
  const config_files = Array.from({ length: 999 }, (_, at) => ({ file_path: `/etc/${at}.conf`, content: '' }));
  await server.http.post('/services').send({ name: 'full', image_name: 'full', config_files }).expect(201);
  await server.http.put('/services/full/files/etc/last.conf').send({ content: '' }).expect(200);
  const before = await read('/services/full');
  for (const query of ['', '?dry_run=true']) {
    const { body } = await server.http
      .put(`/services/full/files/etc/more.conf${query}`)
      .send({ content: '' })
      .expect(400);
    const reason = 'would make 1001 config files; at most 1000 are allowed';
    expect(body.errors).toEqual([expect.objectContaining({ pointer: '', reason })]);
    await server.http.put(`/services/full/files/etc/last.conf${query}`).send({ content: '' }).expect(200);
  }
  const stored = await read('/services/full/files');
  expect(stored).toEqual(before.config_files);
  await server.http.put('/services/full/files').send({ config_files: stored }).expect(200);
});
