import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { newInstance, newStack, putFacet } from '../setup/story.js';

/** A write of single items leaves the rows of all others alone: they are not even written again as they are. */
let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource);
  await newStack(server, 'shop');
  await newInstance(server, 'shop', 'db');
});
afterAll(() => server.close());

const INSTANCE = '/stacks/shop/instances/db';

/** Where each row is stored and by which transaction it was written, by its number. */
async function versions(name: FacetName): Promise<Record<number, string>> {
  const { tableName } = server.dataSource.getMetadata(facetOf(name).instance_row);
  const sql = `SELECT id, xmin || ' ' || ctid AS version FROM ${tableName}`;
  const rows = await server.dataSource.query<{ id: number; version: string }[]>(sql);
  return Object.fromEntries(rows.map(({ id, version }) => [id, version]));
}

const SEVERAL = FACET_NAMES.filter((name) => facetOf(name).key_columns.length > 0);

it.each(SEVERAL)('PATCH of %s touches the rows that it names', async (name) => {
  const facet = facetOf(name);
  const path = `${INSTANCE}/${facet.path}`;
  await putFacet(server, INSTANCE, name, [ONE_OF_EACH[name], ANOTHER_OF_EACH[name]]);
  const before = await versions(name);
  const [first, second] = (await server.http.get(path).expect(200)).body;
  const { body } = await server.http
    .patch(path)
    .send({ reset: [facet.key(first)] })
    .expect(200);
  expect(body).toEqual([second]);
  expect(await versions(name)).toEqual({ [second.id]: before[second.id] });
  const { body: set } = await server.http
    .patch(path)
    .send({ set: [ONE_OF_EACH[name]] })
    .expect(200);
  expect(set).toEqual([second, expect.objectContaining(ONE_OF_EACH[name])]);
  expect(await versions(name)).toMatchObject({ [second.id]: before[second.id] });
});

describe('one file beside large ones', () => {
  const LARGE = 'x'.repeat(100_000);
  const names = ['/etc/a.conf', '/etc/b.conf', '/etc/c.conf'];
  const files = names.map((file_path) => ({ file_path, content: LARGE }));
  const small = `${INSTANCE}/files/etc/small.conf`;
  let before: Record<number, string>;
  beforeAll(async () => {
    await putFacet(server, INSTANCE, 'config_files', files);
    before = await versions('config_files');
  });

  it('is created, read, changed and reset without the others being written', async () => {
    const { body } = await server.http.put(small).send({ content: '1' }).expect(200);
    expect(body).toMatchObject({ file_path: '/etc/small.conf', content: '1', removed: false });
    const { body: changed } = await server.http.put(small).send({ content: '2' }).expect(200);
    expect(changed).toMatchObject({ id: body.id, content: '2', created_at: body.created_at });
    expect((await server.http.get(small).expect(200)).body).toEqual(changed);
    await server.http.delete(small).expect(204);
    const { body: missing } = await server.http.delete(small).expect(404);
    expect(missing.detail).toContain('does not override the file "/etc/small.conf"');
    expect(await versions('config_files')).toEqual(before);
    const stored = (await server.http.get(`${INSTANCE}/files`).expect(200)).body;
    expect(stored).toEqual(files.map((file) => expect.objectContaining(file)));
  });

  it('that is not there is answered with the nearest path', async () => {
    const { body } = await server.http.get(`${INSTANCE}/files/etc/a.cnf`).expect(404);
    expect(body.detail).toContain('/etc/a.conf');
  });
});
