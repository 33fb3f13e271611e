import { type FacetName, facetOf } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate } from '../setup/factories.js';
import {
  facetBody,
  getInstance,
  ID,
  newInstance,
  newStack,
  problem,
  STORED,
  TEMPLATE_ITEMS,
  TIME,
} from '../setup/story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
  await aTemplate(server.dataSource, { name: 'bare' });
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
  await newInstance(server, 'shop', 'other');
  await newInstance(server, 'shop', 'bare', { template: 'bare' });
});
afterAll(() => server.close());

const DB = '/stacks/shop/instances/db';
const OTHER = '/stacks/shop/instances/other';
const pathOf = (name: FacetName, instance = DB) => `${instance}/${facetOf(name).path}`;
const rowsAt = async (path: string): Promise<Record<string, unknown>[]> =>
  [(await server.http.get(path).expect(200)).body ?? []].flat();
const put = (path: string, body: object) => server.http.put(path).send(body);
const refused = async (name: FacetName, items: readonly object[]) =>
  (await put(pathOf(name), facetBody(name, items)).expect(400)).body.errors;

/** The work marks the instance, and no other, as changed (lessons 8). */
async function bumps(work: () => Promise<unknown>): Promise<void> {
  const [before, other] = [await getInstance(server, DB), await getInstance(server, OTHER)];
  await work();
  expect((await getInstance(server, DB)).updated_at > before.updated_at).toBe(true);
  expect(await getInstance(server, OTHER)).toEqual(other);
}

describe('config files by path', () => {
  const FILES = `${DB}/files`;
  const defaults = { file_mode: '0644', is_template: false, removed: false };

  it('are created, replaced and reset one by one, however the path is written', async () => {
    await server.http.delete(FILES).expect(204);
    const created = { ...STORED, ...defaults, file_path: '/etc/my app/a%b.conf', content: 'one' };
    await bumps(async () => {
      const { body } = await put(`${FILES}/etc/my%20app/a%25b.conf`, { content: 'one' }).expect(200);
      expect(body).toEqual(created);
    });
    await put(`${FILES}//etc//plain.conf`, { content: 'two', file_path: '/etc/plain.conf/' }).expect(200);
    for (const spelling of ['etc/plain.conf', '/etc/plain.conf', 'etc//plain.conf', 'etc%2Fplain.conf'])
      expect((await server.http.get(`${FILES}/${spelling}`).expect(200)).body).toMatchObject({ content: 'two' });
    const before = await rowsAt(FILES);
    const { body } = await put(`${FILES}/etc%2F%2Fplain.conf`, { content: 'three', file_mode: '400' }).expect(200);
    const changed = { ...before[1], content: 'three', file_mode: '0400', id: ID, updated_at: TIME };
    expect(body).toEqual(changed);
    expect(await rowsAt(FILES)).toEqual([{ ...before[0], id: ID }, changed]);
    await bumps(() => server.http.delete(`${FILES}/etc//plain.conf`).expect(204));
    expect(await rowsAt(FILES)).toEqual([{ ...before[0], id: ID }]);
    const gone = await server.http.delete(`${FILES}/etc/plain.conf`).expect(404);
    const detail = 'Instance "db" does not override the file "/etc/plain.conf".';
    expect(gone.body).toEqual(problem(404, `${FILES}/etc/plain.conf`, detail));
  });

  it('may remove a file of the template', async () => {
    const { body } = await put(`${FILES}/etc/other.conf`, { removed: true }).expect(200);
    expect(body).toEqual({ ...STORED, ...ANOTHER_OF_EACH.config_files, removed: true });
    await put(`${FILES}/etc/none.conf`, { removed: true }).expect(422);
  });

  it('may not lead out of the container with .. (lessons 19)', async () => {
    const before = await rowsAt(FILES);
    for (const file_path of ['/etc/../passwd', '../passwd', '/..', 'relative', '/', '']) {
      const pointer = '/config_files/0/file_path';
      expect(await refused('config_files', [{ file_path, content: '' }])).toMatchObject([{ pointer }]);
    }
    for (const path of ['etc/..%2Fpasswd', 'etc/../passwd', 'etc/%2E%2e/passwd']) {
      const { body } = await put(`${FILES}/${path}`, { content: '' }).expect(400);
      expect(body.errors).toMatchObject([{ parameter: 'path', given: '"/etc/../passwd"' }]);
    }
    const elsewhere = await put(`${FILES}/etc/a`, { content: '', file_path: '/etc/b' }).expect(400);
    expect(elsewhere.body.errors).toMatchObject([{ pointer: '/file_path', given: '"/etc/b"' }]);
    for (const wrong of [`${FILES}/`, `${FILES}/a%00b`]) await put(wrong, { content: '' }).expect(400);
    await server.http.get(`${FILES}/..%2F..%2Fetc/passwd`).expect(404);
    expect(await rowsAt(FILES)).toEqual(before);
  });

  it('are found in a stack and an instance that are called files, too', async () => {
    await newStack(server, 'files');
    await newInstance(server, 'files', 'files');
    const path = '/stacks/files/instances/files/files';
    const { body } = await put(`${path}/files/a.conf`, { content: 'x' }).expect(200);
    expect(body).toEqual({ ...STORED, ...defaults, file_path: '/files/a.conf', content: 'x' });
    expect((await server.http.get(`${path}/files/a.conf`).expect(200)).body).toEqual(body);
  });
});
