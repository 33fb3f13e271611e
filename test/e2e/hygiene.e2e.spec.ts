import fc from 'fast-check';
import { FACET_NAMES } from '../../src/facets/facets.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { aTemplate } from '../setup/factories.js';

/** Overrides that change nothing, and how one instance differs from another. */
let server: TestApp;
const SHOP = '/stacks/shop/instances';
const LABELS = [
  { key: 'a', value: '1' },
  { key: 'b', value: '2' },
];

beforeAll(async () => {
  server = await startTestApp();
  await aTemplate(server.dataSource, {}, { labels: LABELS, ports: [{ host_port: 5432, container_port: 5432 }] });
  await server.http.post('/stacks').send({ name: 'shop' });
  for (const instance_id of ['db', 'other', 'random']) {
    await server.http.post(SHOP).send({ instance_id, template: 'postgres' });
  }
});
afterAll(() => server.close());

const effective = async (name: string) => (await server.http.get(`${SHOP}/${name}/effective-config`)).body;
const findings = async (path: string) => (await server.http.get(`${path}/overrides/findings`).expect(200)).body;
const finding = (facet: string, key: string, kind: string) => ({
  stack: 'shop',
  instance_id: 'db',
  facet,
  key,
  kind,
  detail: expect.any(String),
});

describe('findings and prune', () => {
  it('name what equals the template and removals of what is gone, but not additions', async () => {
    const labels = [
      { key: 'a', value: '1' },
      { key: 'b', removed: true },
      { key: 'mine', value: 'x' },
    ];
    await server.http.put(`${SHOP}/db/labels`).send({ labels }).expect(200);
    await server.http
      .put(`${SHOP}/db`)
      .send({ settings: { image_tag: '17.2', restart_policy: 'always' } })
      .expect(200);
    await server.http
      .put('/services/postgres/labels')
      .send({ labels: [LABELS[0]] })
      .expect(200);
    const expected = [
      finding('settings', 'image_tag', 'redundant'),
      finding('labels', 'a', 'redundant'),
      finding('labels', 'b', 'orphaned'),
    ];
    expect(await findings(`${SHOP}/db`)).toEqual(expected);
    expect(await findings('/stacks/shop')).toEqual(expected);
    expect(await server.statements(() => findings('/stacks/shop'))).toHaveLength(1);
  });

  it('a dry run says what would be dropped and writes nothing', async () => {
    const before = (await server.http.get(`${SHOP}/db`)).body;
    const { body } = await server.http.post('/stacks/shop/overrides/prune?dry_run=true').expect(200);
    expect([body.dry_run, body.dropped.length]).toEqual([true, 3]);
    expect((await server.http.get(`${SHOP}/db`)).body).toEqual(before);
  });

  it('refuses dry_run in a body, so that it never becomes a change', async () => {
    const before = (await server.http.get(`${SHOP}/db`)).body;
    for (const path of ['/stacks/shop', `${SHOP}/db`]) {
      const refused = await server.http.post(`${path}/overrides/prune`).send({ dry_run: true }).expect(400);
      expect(refused.body.detail).toMatch(/The body must be left out: .* give dry_run in the address: \?dry_run=…/);
    }
    expect((await server.http.get(`${SHOP}/db`)).body).toEqual(before);
  });

  it('prune drops them and leaves what is in effect as it was', async () => {
    const before = await effective('db');
    const { body } = await server.http.post(`${SHOP}/db/overrides/prune`).expect(200);
    expect(body).toEqual({ dry_run: false, dropped: expect.any(Array) });
    expect(body.dropped).toHaveLength(3);
    const after = await effective('db');
    const sources = { settings_source: after.settings_source, labels: after.labels };
    expect({ ...before, ...sources }).toEqual(after);
    expect(await findings(`${SHOP}/db`)).toEqual([]);
    expect((await server.http.get(`${SHOP}/db/labels`)).body).toEqual([expect.objectContaining({ key: 'mine' })]);
  });

  it('of any overrides leaves the values in effect as they were', async () => {
    const label = fc.record({ key: fc.constantFrom('a', 'b', 'c'), value: fc.constantFrom('1', '2') });
    const lists = fc.uniqueArray(label, { selector: ({ key }) => key });
    await fc.assert(
      fc.asyncProperty(lists, lists, lists, async (first, later, own) => {
        await server.http.put('/services/postgres/labels').send({ labels: first }).expect(200);
        const removals = first.filter(({ key }) => !own.some((item) => item.key === key));
        const rows = [...own, ...removals.map(({ key }) => ({ key, removed: true }))];
        await server.http.put(`${SHOP}/random/labels`).send({ labels: rows }).expect(200);
        await server.http.put('/services/postgres/labels').send({ labels: later }).expect(200);
        const values = async () =>
          (await effective('random')).labels.map(({ key, value }: { key: string; value: string }) => [key, value]);
        const before = await values();
        await server.http.post('/stacks/shop/overrides/prune').expect(200);
        expect(await values()).toEqual(before);
        expect(await findings('/stacks/shop')).toEqual([]);
      }),
      { numRuns: 15 },
    );
  });
});

describe('diff', () => {
  it('against the template: added, removed and changed with both values, and settings', async () => {
    await server.http.put('/services/postgres/labels').send({ labels: LABELS }).expect(200);
    const labels = [
      { key: 'a', value: 'changed' },
      { key: 'b', removed: true },
      { key: 'c', value: 'new' },
    ];
    await server.http.put(`${SHOP}/other/labels`).send({ labels }).expect(200);
    await server.http
      .put(`${SHOP}/other`)
      .send({ settings: { image_tag: '16.6' } })
      .expect(200);
    const { body } = await server.http.get(`${SHOP}/other/diff`).expect(200);
    expect(body).toMatchObject({ before: 'template postgres', after: 'shop/other', equal: false });
    expect(body.settings).toEqual([{ name: 'image_tag', before: '17.2', after: '16.6' }]);
    expect(body.facets.labels).toEqual({
      added: [{ key: 'c', value: 'new' }],
      removed: [{ key: 'b', value: '2' }],
      changed: [{ key: 'a', before: [{ key: 'a', value: '1' }], after: [{ key: 'a', value: 'changed' }] }],
    });
    expect(Object.keys(body.facets)).toEqual([...FACET_NAMES]);
  });

  it('as text, for reading', async () => {
    const answer = await server.http.get(`${SHOP}/other/diff`).set('accept', 'text/plain').expect(200);
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(answer.text.split('\n')).toEqual([
      '--- template postgres',
      '+++ shop/other',
      '@@ settings @@',
      '-image_tag: 17.2',
      '+image_tag: 16.6',
      '@@ labels @@',
      '-b {"key":"b","value":"2"}',
      '-a {"key":"a","value":"1"}',
      '+a {"key":"a","value":"changed"}',
      '+c {"key":"c","value":"new"}',
      '',
    ]);
  });

  it('of a duplicate against its source is empty, also after the clone of the stack', async () => {
    await server.http.post(`${SHOP}/other/duplicate`).send({ instance_id: 'twin' }).expect(201);
    const { body } = await server.http.get(`${SHOP}/twin/diff?against=shop/other`).expect(200);
    expect([body.equal, body.settings, body.before]).toEqual([true, [], 'shop/other']);
    await server.http.post('/stacks/shop/clone').send({ name: 'copy' }).expect(201);
    expect((await server.http.get('/stacks/copy/instances/other/diff?against=shop/other')).body.equal).toBe(true);
  });

  it('against what is not there says so', async () => {
    expect((await server.http.get(`${SHOP}/other/diff?against=shop/nope`)).body.detail).toBe(
      'There is no instance "nope" in stack "shop".',
    );
    expect((await server.http.get(`${SHOP}/other/diff?against=nope`)).body.errors[0].parameter).toBe('against');
  });
});
