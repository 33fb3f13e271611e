import { ANOTHER_OF_EACH, aTemplate, ONE_OF_EACH } from '../setup/factories.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { FACET_NAMES, type FacetName, facetOf } from '../../src/facets/facets.js';

/** Item-wise writes: set, remove, reset. */
let server: TestApp;
const DB = '/stacks/shop/instances/db';

beforeAll(async () => {
  server = await startTestApp();
  const facets = Object.fromEntries(FACET_NAMES.map((name) => [name, [ONE_OF_EACH[name]]]));
  await aTemplate(server.dataSource, {}, facets);
  await server.http.post('/stacks').send({ name: 'shop' });
});
afterAll(() => server.close());

beforeEach(async () => {
  await server.http.delete(DB);
  await server.http.post('/stacks/shop/instances').send({ instance_id: 'db', template: 'postgres' });
});

const keyOf = (name: FacetName, spec: object) => facetOf(name).key(spec);
const patch = (path: string, body: object) => server.http.patch(`${DB}/${path}`).send(body);

describe.each(FACET_NAMES)('%s', (name) => {
  const { path } = facetOf(name);
  const own = keyOf(name, ONE_OF_EACH[name]);

  it('remove keeps a row with the template’s values; reset lets the template show through again', async () => {
    const removed = await patch(path, { remove: [own] });
    expect([removed.body].flat()).toEqual([expect.objectContaining({ ...ONE_OF_EACH[name], removed: true })]);
    const reset = await patch(path, { reset: [own] });
    expect([reset.status, reset.body]).toEqual([200, name === 'healthcheck' ? null : []]);
  });

  it('set overrides the item; setting it again replaces it; what is not named stays', async () => {
    const value = { ...ANOTHER_OF_EACH[name] };
    const first = await patch(path, { set: [value] });
    const again = await patch(path, { set: [value] });
    expect(again.body).toEqual(expect.anything());
    expect([again.body].flat()).toEqual([first.body].flat().map((row) => ({ ...row, id: expect.any(Number) })));
  });
});

it('sets, removes and resets in one request, and leaves the other overrides as they are', async () => {
  await server.http.put(`${DB}/labels`).send({
    labels: [
      { key: 'a', value: '1' },
      { key: 'b', value: '2' },
    ],
  });
  const { body } = await patch('labels', {
    set: [{ key: 'c', value: '3' }],
    remove: ['com.example.team'],
    reset: ['a'],
  });
  expect(
    body.map(({ key, value, removed }: { key: string; value: string; removed: boolean }) => [key, value, removed]),
  ).toEqual([
    ['b', '2', false],
    ['c', '3', false],
    ['com.example.team', 'payments', true],
  ]);
});

it('removing what only the instance had added is a reset, and the answer says so', async () => {
  await patch('labels', { set: [{ key: 'mine', value: '1' }] });
  const answer = await patch('labels', { remove: ['mine'] });
  expect([answer.status, answer.body, answer.headers['x-reset-keys']]).toEqual([200, [], 'mine']);
});

it('takes a key as people write it: a bare port is tcp', async () => {
  await patch('ports', { set: [{ host_port: 8080, container_port: 80 }] });
  expect((await patch('ports', { reset: ['80'] })).body).toEqual([]);
});

it('refuses to remove what the template lacks, naming the nearest keys, and keeps everything as it was', async () => {
  await patch('ports', { set: [{ host_port: 8080, container_port: 80 }] });
  const answer = await patch('ports', { set: [{ host_port: 1, container_port: 1 }], remove: ['5433/udp'] });
  expect([answer.status, answer.body.detail]).toEqual([
    422,
    'The template has no port "5433/udp" to remove; nearest are 5432/udp.',
  ]);
  expect((await server.http.get(`${DB}/ports`)).body).toHaveLength(1);
});

it.each([
  [{ set: [{ key: 'a', value: '1' }], remove: ['a'] }, '/remove/0', 'repeats the key of /set/0 (a)'],
  [{ remove: ['a'], reset: ['a'] }, '/reset/0', 'repeats the key of /remove/0 (a)'],
  [{ reset: ['a', 'a'] }, '/reset/1', 'repeats the key of /reset/0 (a)'],
  [{ set: [{ key: 'a' }, { key: 'a' }] }, '/set/1', 'repeats /set/0 (a)'],
  [{ rest: ['a'] }, '/rest', 'is not known here; did you mean reset?'],
  [{ remove: [1] }, '/remove/0', 'must be the key of a label, as text'],
  [{ remove: null }, '/remove', 'must be a list of at most 1000'],
  [
    { set: [{ key: 'a', removed: true }] },
    '/set/0/removed',
    'must be false or left out; removals stand in remove, by key',
  ],
  [{ set: [{ key: 'DevArch.stack' }] }, '/set/0/key', expect.stringContaining('reserved for identity labels')],
  [{}, '', 'must give at least one of set, remove, reset'],
])('refuses %j', async (body, pointer, reason) => {
  const answer = await patch('labels', body);
  expect([answer.status, answer.body.errors]).toEqual([400, [expect.objectContaining({ pointer, reason })]]);
});

it('needs four round trips', async () => {
  const seen = await server.statements(() => patch('ports', { remove: ['5432/udp'] }));
  expect(seen).toHaveLength(4);
});

it('of thirty patches at once each keeps its own item', async () => {
  const answers = await Promise.all(
    Array.from({ length: 30 }, (_, n) => patch('env-vars', { set: [{ key: `KEY_${n}`, value: String(n) }] })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200));
  expect((await server.http.get(`${DB}/env-vars`)).body).toHaveLength(30);
});
