import { CatalogService } from '../../src/catalog/catalog.service.js';
import { startTestApp, type TestApp } from '../setup/app.js';
import { importStory, NO_CHANGES, places, results } from '../setup/import-story.js';

let server: TestApp;
beforeAll(async () => {
  server = await startTestApp();
  await server.get(CatalogService).load('catalog');
});
afterAll(() => server.close());

const { importFile, update, get, patch } = importStory(() => server);

const rename = (stack: string, from: string, to: string) =>
  server.http.put(`/stacks/${stack}/instances/${from}/rename`).send({ instance_id: to }).expect(200);
const image = async (stack: string, instance: string) => {
  const { text } = await server.http.get(`/stacks/${stack}/instances/${instance}/compose`).expect(200);
  return /image: "?([^":\n]+)/.exec(text)?.[1];
};

describe('what an import made is followed by its id, whatever has its name now', () => {
  it('a name that went on to another one of the file', async () => {
    const file = 'services: { db: { image: "postgres:17.2" }, db2: { image: "mariadb:11" } }';
    await importFile('shift', file);
    await rename('shift', 'db', 'db-old');
    await rename('shift', 'db2', 'db');
    for (let round = 0; round < 2; round++) {
      const body = await update('shift', file);
      expect(body).toMatchObject(NO_CHANGES);
      expect(results(body)).toEqual(['db-old unchanged', 'db unchanged']);
    }
  });

  it('a name that the file has for a new one, which gets a free one', async () => {
    await importFile('grown', 'services: { a: { image: acme/a } }');
    await rename('grown', 'a', 'b');
    const file =
      'services: { a: { image: acme/a }, b: { image: acme/b, environment: { A: "${{ a.host }} ${{ b.host }}" } } }';
    expect(results(await update('grown', file))).toEqual(['b unchanged', 'b-2 created']);
    expect([await image('grown', 'b'), await image('grown', 'b-2')]).toEqual(['acme/a', 'acme/b']);
    const again = await update('grown', file);
    expect([again, results(again)]).toMatchObject([NO_CHANGES, ['b unchanged', 'b-2 unchanged']]);
    expect(results(await update('grown', 'services: { b: { image: acme/b } }'))).toContain('b deleted');
  });

  it('names that were exchanged', async () => {
    const file = (tag: string) => `services: { one: { image: "acme/one:${tag}" }, two: { image: "acme/two:1" } }`;
    await importFile('swap', file('1'));
    await rename('swap', 'one', 'x');
    await rename('swap', 'two', 'one');
    await rename('swap', 'x', 'two');
    expect(await update('swap', file('1'))).toMatchObject(NO_CHANGES);
    expect(results(await update('swap', file('2')))).toEqual(['two updated', 'one unchanged']);
    expect([await image('swap', 'one'), await image('swap', 'two')]).toEqual(['acme/two', 'acme/one']);
  });

  it('one that the file calls by its new name now', async () => {
    await importFile('both', 'services: { a: { image: acme/a, environment: { A: "1" } } }');
    await rename('both', 'a', 'b');
    const file = 'services: { b: { image: acme/a, environment: { A: "2" } } }';
    expect(places((await update('both', file)).changed)).toEqual(['b env_vars A']);
    expect(results(await update('both', 'services: { c: { image: acme/c } }'))).toEqual(['c created', 'b deleted']);
  });
});

describe('an instance that no import made', () => {
  const made = async (stack: string, name: string) => {
    await server.http.post(`/stacks/${stack}/instances`).send({ instance_id: name, template: 'redis' }).expect(201);
    await patch(`${stack}/instances/${name}/env-vars`, { set: [{ key: 'MINE', value: '1' }] });
  };
  const file = 'services: { a: { image: acme/a }, b: { image: acme/b, environment: { X: "1" } } }';

  it('stays as it is where the file has another of its name, which is a conflict until one side gives way', async () => {
    await importFile('mine', 'services: { a: { image: acme/a } }');
    await made('mine', 'b');
    const before = await get('mine/instances/b');
    for (let round = 0; round < 2; round++) {
      const body = await update('mine', file);
      expect([places(body.conflicts), places(body.changed), results(body)]).toEqual([
        ['b instances b'],
        [],
        ['a unchanged'],
      ]);
      expect(body.conflicts).toMatchObject([{ base: [], mine: [{ template: 'redis' }], taken: 'mine' }]);
      expect(await get('mine/instances/b')).toEqual(before);
    }
    const taken = await update('mine', file, { conflicts: 'file' });
    expect(taken.conflicts).toMatchObject([{ instance_id: 'b', part: 'instances', taken: 'theirs' }]);
    expect(await image('mine', 'b')).toBe('acme/b');
    expect((await update('mine', file)).conflicts).toEqual([]);
  });

  it('stays in the place of one that somebody deleted', async () => {
    await importFile('place', file);
    await server.http.delete('/stacks/place/instances/b').expect(204);
    await made('place', 'b');
    for (let round = 0; round < 2; round++)
      expect(places((await update('place', file)).conflicts)).toEqual(['b instances b']);
    expect(results(await importFile('place', file, { mode: 'replace' }))).toContain('b updated');
  });

  it('is one that came back from the trash too, unless it is as the file has it', async () => {
    const both = 'services: { a: { image: acme/a, environment: { N: "1" } }, b: { image: acme/b } }';
    const away = 'services: { b: { image: acme/b } }';
    await importFile('back', both);
    for (const value of ['hand', '1']) {
      expect(results(await update('back', away, { conflicts: 'file' }))).toContain('a deleted');
      await server.http.post('/stacks/back/instances/trash/a/restore').expect(200);
      await patch('back/instances/a/env-vars', { set: [{ key: 'N', value }] });
      const body = await update('back', both);
      expect([places(body.conflicts), body.changed]).toEqual([value === '1' ? [] : ['a instances a'], []]);
      if (value === 'hand')
        expect(places((await update('back', both, { conflicts: 'file' })).changed)).toContain('a env_vars N');
    }
  });
});
