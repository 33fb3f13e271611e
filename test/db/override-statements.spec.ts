import { FACET_NAMES, facetOf } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { facetBody, newInstance, newStack, overrideAll, TEMPLATE_ITEMS } from '../setup/story.js';

let server: TestApp;
const ids = new Map<string, number>();
const PLACES = ['left/a', 'left/b', 'left/gone', 'right/a', 'right/b', 'trashed/a'] as const;
const LIVE_STACKS = ['left', 'right'] as const;

beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, TEMPLATE_ITEMS);
  for (const stack of [...LIVE_STACKS, 'trashed', 'empty']) await newStack(server, stack);
  for (const place of PLACES) {
    const [stack = '', name = ''] = place.split('/');
    ids.set(place, (await newInstance(server, stack, name)).id);
  }
  await server.http.delete('/stacks/left/instances/gone').expect(204);
  await server.http.delete('/stacks/trashed').expect(204);
});
afterAll(() => server.close());
const get = async (path: string) => (await server.http.get(path).expect(200)).body;

describe('statements', () => {
  const FACET_PATHS = FACET_NAMES.map((name) => `/stacks/left/instances/a/${facetOf(name).path}`);
  const READS = [
    ...['/stacks', '/stacks?search=l&limit=1&total=true&enabled=true', '/stacks/left', '/stacks/left/delete-preview'],
    ...['/stacks/trash', '/stacks/trash?total=true', '/stacks/left/instances/trash?total=true'],
    ...['/stacks/left/instances', '/stacks/empty/instances', '/stacks/left/instances?search=a&limit=1&total=true'],
    '/stacks/left/instances/a',
    ...['/stacks/left/instances/a/effective-config', ...FACET_PATHS],
  ];
  it.each(READS)('GET %s is one (lessons 16)', async (path) => {
    const statements = await server.statements(() => server.http.get(path).expect(200));
    expect(statements).toEqual([expect.stringMatching(/^(SELECT|WITH) /)]);
  });

  it('the preview of a deletion is two: who refers is read with the whole stack', async () => {
    const path = '/stacks/left/instances/a/delete-preview';
    expect(await server.statements(() => server.http.get(path).expect(200))).toHaveLength(2);
  });

  const MISSING = READS.filter((path) => path.startsWith('/stacks/left')).flatMap((path) => {
    const nobody = path.includes('/instances/a') ? [path.replace('/instances/a', '/instances/nobody')] : [];
    return [path.replace('/left', '/nowhere'), ...nobody];
  });
  it.each(MISSING)('GET %s is one that finds nothing, and one for the nearest name', async (path) => {
    const statements = await server.statements(() => server.http.get(path).expect(404));
    expect(statements).toEqual([
      expect.stringMatching(/^(SELECT|WITH) /),
      expect.stringMatching(/^\(SELECT .* AS name FROM /),
    ]);
  });

  it.each(FACET_NAMES)('PUT of %s are at most four, and five with removals, in one transaction', async (name) => {
    const put = (items: object[]) =>
      server.statements(() =>
        server.http
          .put(`/stacks/left/instances/a/${facetOf(name).path}`)
          .send(facetBody(name, items))
          .expect(200),
      );
    const set = await put([ONE_OF_EACH[name]]);
    const removing = await put([{ ...ANOTHER_OF_EACH[name], removed: true }]);
    for (const statements of [set, removing, await put([])])
      expect([statements[0], statements.at(-1)]).toEqual([expect.stringMatching(/^UPDATE service_inst/), 'COMMIT']);
    expect(set.length).toBeLessThanOrEqual(4);
    expect(removing.length).toBeLessThanOrEqual(5);
  });

  it('of a duplicate and of a clone are as many whatever there is to copy', async () => {
    const post = async (path: string, body: object) =>
      (await server.statements(() => server.http.post(path).send(body).expect(201))).length;
    await newStack(server, 'big');
    for (let n = 0; n < 12; n++) {
      await newInstance(server, 'big', `i${n}`);
      await overrideAll(server, `/stacks/big/instances/i${n}`);
    }
    await newStack(server, 'small');
    await newInstance(server, 'small', 'i0');
    const duplicates = [];
    for (const stack of ['small', 'big'])
      duplicates.push(await post(`/stacks/${stack}/instances/i0/duplicate`, { instance_id: 'copy' }));
    const clones = [];
    for (const stack of ['empty', 'small', 'big'])
      clones.push(await post(`/stacks/${stack}/clone`, { name: `${stack}-2` }));
    expect(await get('/stacks/big-2')).toMatchObject({
      instance_count: 13,
      override_count: 13 * (2 * FACET_NAMES.length - 1),
    });
    expect(new Set(duplicates).size).toBe(1);
    expect(new Set(clones).size).toBe(1);
    expect(Math.max(...duplicates, ...clones)).toBeLessThanOrEqual(9);
  });
});
